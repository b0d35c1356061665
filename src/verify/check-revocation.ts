import { beforeDeadline } from '../deadline.ts';
import type { VerifierConfig } from '../options/verifier-config.ts';
import { type RejectedToken, reject, type VerifiedToken, type VerifyResult } from '../result.ts';
import { TELLS_CAUSE } from '../tells-cause.ts';
import { rejectionByTime } from './check-claims.ts';

/** A hook that has not answered by then counts as failed. Milliseconds. */
const LONGEST_ANSWER = 1_000;
const RETRY_AFTER_SECONDS = 1;

/** The claims as any object: in a refusal they have no type. */
const claimsOf = (token: VerifiedToken) => token.claims as unknown as Readonly<Record<string, unknown>>;

/**
 * Asks the user's `isRevoked` about a token that has passed all else. Nothing is remembered of its answers. A hook that
 * answers at once costs no promise, because a seen token takes less time than one.
 */
export function createRevocationCheck(config: VerifierConfig) {
  const { isRevoked, now } = config;
  if (isRevoked === undefined) return (result: VerifyResult): VerifyResult => result;
  const hook = isRevoked;

  function unlessRevoked(result: VerifyResult): VerifyResult | Promise<VerifyResult> {
    if (!result.token_valid) return result;
    try {
      const answer = hook(result);
      return typeof answer === 'boolean' ? judge(answer, result) : judgeLater(answer, result);
    } catch (cause) {
      return unavailable(cause);
    }
  }

  async function judgeLater(pending: unknown, token: VerifiedToken): Promise<VerifyResult> {
    try {
      const answer = await beforeDeadline(LONGEST_ANSWER, pending, 'isRevoked took longer than a second');
      if (typeof answer !== 'boolean')
        return unavailable(`isRevoked gave ${typeof answer}, and neither true nor false`);
      // The token may have expired during the wait.
      return rejectionByTime(claimsOf(token), config, now() / 1000) ?? judge(answer, token);
    } catch (cause) {
      return unavailable(cause);
    }
  }

  function judge(answer: boolean, token: VerifiedToken): VerifyResult {
    if (!answer) return token;
    const cause = causeOf(token);
    return reject('token_revoked', { claims: claimsOf(token), ...(cause !== undefined && { cause }) });
  }

  /** In words for a log. That it cannot be told makes no token good again. */
  function causeOf(token: VerifiedToken): unknown {
    const tell: unknown = Reflect.get(hook, TELLS_CAUSE);
    if (typeof tell !== 'function') return undefined;
    try {
      return tell(token);
    } catch (error) {
      return error;
    }
  }

  return unlessRevoked;
}

/** Nobody can tell now. This is our outage, so the answer must not sign anybody out. */
function unavailable(cause: unknown): RejectedToken {
  return reject('revocation_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
