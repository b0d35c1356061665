import type { ClaimsByTokenUse, TokenUse } from './cognito/claims.ts';
import { publishRefusal } from './diagnostics.ts';
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
  /**
   * For logs only: which claim is missing, which slip was made, why the keys could not be fetched. It holds no token,
   * no claim's value and nothing else from the request.
   */
  readonly cause?: unknown;
  /** Authentic, but not checked, so of any type. Only where the signature held and they are an object, and never with a 503. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What `verify` resolves to: a union discriminated by `token_valid`. */
export type VerifyResult<Use extends TokenUse = TokenUse, Custom = unknown> =
  | VerifiedToken<Use, Custom>
  | RejectedToken;

/** Makes the refusal of a token or request. Each is made once, where it is decided, and so published once. */
export function reject(
  reason: Reason,
  details?: Pick<RejectedToken, 'retryAfterSeconds' | 'cause' | 'claims'>,
): RejectedToken {
  publishRefusal({ reason, cause: details?.cause });
  // Frozen, so that no handler turns it into an acceptance.
  return Object.freeze({ token_valid: false, reason, message: REASONS[reason].message, ...details });
}

/** Asks for an own member: with a polluted Object.prototype, every object would seem to have a reason. */
export function isRejected(value: object): value is RejectedToken {
  return Object.hasOwn(value, 'reason');
}
