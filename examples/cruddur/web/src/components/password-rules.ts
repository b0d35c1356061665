/** Cognito's default policy, which the template in `aws/` sets as well. The pool has the last word. */
const RULES: readonly (readonly [isMet: (password: string) => boolean, missing: string])[] = [
  [(password) => password.length >= 8, 'at least 8 characters'],
  [(password) => /\p{Lu}/u.test(password), 'an upper-case letter'],
  [(password) => /\p{Ll}/u.test(password), 'a lower-case letter'],
  [(password) => /[0-9]/.test(password), 'a digit'],
  [(password) => /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password), 'a symbol, such as - or !'],
];

export const PASSWORD_HINT = 'At least 8 characters: upper and lower case, a digit and a symbol.';

/** All that the password still lacks, in one sentence; undefined if it lacks nothing. */
export function unmetPasswordRules(password: string): string | undefined {
  // Cognito refuses them, and nobody sees them in the field.
  if (password !== password.trim()) return 'The password must not begin or end with a space.';
  if (password.length > 256) return 'The password must not have more than 256 characters.';
  const missing = RULES.filter(([isMet]) => !isMet(password)).map(([, text]) => text);
  const last = missing.pop();
  if (last === undefined) return undefined;
  return `The password still needs ${missing.length === 0 ? last : `${missing.join(', ')} and ${last}`}.`;
}
