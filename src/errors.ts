import type { Reason } from './reasons.ts';
import type { RejectedToken } from './result.ts';

/** A wrong option. Thrown at creation, never per request; says which option, what was wrong and what to write instead. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** What `verifyOrThrow` throws for a refused token. Holds no token and no claim, so that it can be logged. */
export class TokenRejectedError extends Error {
  override readonly name = 'TokenRejectedError';
  readonly reason: Reason;
  /** When trying the same token again makes sense, in whole seconds; only where it does. */
  declare readonly retryAfterSeconds?: number;

  constructor(rejected: RejectedToken) {
    super(rejected.message, { cause: rejected.cause });
    this.reason = rejected.reason;
    if (rejected.retryAfterSeconds !== undefined) this.retryAfterSeconds = rejected.retryAfterSeconds;
  }
}
