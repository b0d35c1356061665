/**
 * The core: the verifier, its results and errors.
 *
 * @module cognito-guard
 */

export type {
  AccessTokenClaims,
  ClaimsByTokenUse,
  CommonClaims,
  CustomAttributes,
  FederatedIdentity,
  IdTokenClaims,
  TokenUse,
} from './cognito/claims.ts';
export { combineVerifiers } from './combine-verifiers.ts';
export { type CognitoVerifier, createCognitoVerifier, type TokenVerifier } from './create-verifier.ts';
export { CHANNELS, type KeysMessage, type RefusalMessage } from './diagnostics.ts';
export { ConfigError, TokenRejectedError } from './errors.ts';
export {
  type AuthenticateOptions,
  authenticateRequest,
  type TokenOptions,
  type VerifierLike,
} from './http/authenticate-request.ts';
export type { HeadersLike, RequestLike } from './http/bearer-token.ts';
export { type HttpRefusal, toHttpRefusal } from './http/challenge.ts';
export type { Guard, Requirement } from './http/guards.ts';
export type { RequireAuthOptions } from './http/require-auth.ts';
export type { KeyHealth } from './jwks/key-source.ts';
export type { CognitoVerifierOptions, VerifierEvent } from './options/verifier-options.ts';
export { REASONS, type Reason, type ReasonRow } from './reasons.ts';
export type { RejectedToken, VerifiedToken, VerifyResult } from './result.ts';
