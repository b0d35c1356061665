/**
 * A hook may carry a function under this name that says, in words for a log, why it revokes a token. The hook itself
 * answers only yes or no.
 */
export const TELLS_CAUSE = Symbol('cognito-guard: tells why a token is revoked');
