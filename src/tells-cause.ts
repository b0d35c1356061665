/**
 * A hook may carry a function under this name that says, in words for a log, why it revokes a token. The hook itself
 * answers only yes or no. In the registry of all realms, because a process can have loaded both the ESM and the CommonJS build.
 */
export const TELLS_CAUSE = Symbol.for('cognito-guard: tells why a token is revoked');
