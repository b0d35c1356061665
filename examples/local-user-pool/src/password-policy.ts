import { CognitoError } from './errors.ts';

/** The policy of `aws/template.yaml`: eight characters of four kinds, which is also Cognito's default. */
export const PASSWORD_POLICY = {
  MinimumLength: 8,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  RequireUppercase: true,
} as const;

/** In the order in which Cognito reports them: only the first broken rule is named. */
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
