import type { ClaimsByTokenUse, TokenUse } from './cognito/claims.ts';
import { REASONS, type Reason } from './reasons.ts';

// Fields that face the wire keep Cognito's snake_case (token_valid, token_use); everything else here is camelCase.

/**
 * A good token: every check held. Frozen, claims included; the same object may be handed to several callers.
 * Narrow `claims` by `token_use`.
 */
export type VerifiedToken<Use extends TokenUse = TokenUse, Custom = unknown> = {
  [U in Use]: {
    readonly token_valid: true;
    readonly token_use: U;
    /** Deep-frozen. */
    readonly claims: ClaimsByTokenUse[U] & Custom;
    /** The token itself, exactly as it was given. */
    readonly token: string;
  };
}[Use];

/** A refused token, or no token at all. `reason` says why and is safe to branch on, to log and to send. */
export interface RejectedToken {
  readonly token_valid: false;
  readonly reason: Reason;
  /** A constant of the reason. */
  readonly message: string;
  /** When trying the same token again makes sense, in whole seconds; only where it does. */
  readonly retryAfterSeconds?: number;
  /** What went wrong underneath, for logs only. */
  readonly cause?: unknown;
  /** Present once the signature held, and only then: authentic, but not checked, so of any type. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What `verify` resolves to: a union discriminated by `token_valid`. */
export type VerifyResult<Use extends TokenUse = TokenUse, Custom = unknown> =
  | VerifiedToken<Use, Custom>
  | RejectedToken;

export function reject(
  reason: Reason,
  details?: Pick<RejectedToken, 'retryAfterSeconds' | 'cause' | 'claims'>,
): RejectedToken {
  // Frozen: middlewares of one request share it, and none may turn it into an acceptance.
  return Object.freeze({ token_valid: false, reason, message: REASONS[reason].message, ...details });
}

/** Own members only: a polluted Object.prototype must not make a refusal of anything else. */
export function isRejected(value: object): value is RejectedToken {
  return Object.hasOwn(value, 'reason');
}
