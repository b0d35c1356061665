import { CognitoError } from './errors.ts';

/** Cognito's default policy, in the words of its API. */
export const PASSWORD_POLICY = {
  MinimumLength: 8,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  RequireUppercase: true,
} as const;

/** In the order in which Cognito checks: an error names only the first rule that the password breaks. */
const RULES: readonly (readonly [isBroken: (password: string) => boolean, complaint: string])[] = [
  [(password) => password.length < PASSWORD_POLICY.MinimumLength, 'Password not long enough'],
  [(password) => password.length > 256, 'Password too long'],
  [(password) => !/\p{Lu}/u.test(password), 'Password must have uppercase characters'],
  [(password) => !/\p{Ll}/u.test(password), 'Password must have lowercase characters'],
  [(password) => !/[0-9]/.test(password), 'Password must have numeric characters'],
  [(password) => !/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password), 'Password must have symbol characters'],
];

export function requireGoodPassword(password: string): void {
  const broken = RULES.find(([isBroken]) => isBroken(password));
  if (broken) throw new CognitoError('InvalidPasswordException', `Password did not conform with policy: ${broken[1]}`);
}
