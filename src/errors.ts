import type { Reason } from './reasons.ts';
import type { RejectedToken } from './result.ts';

/**
 * A wrong option, or a call that cannot mean what was meant. Says which, what was wrong and what to write instead.
 * Thrown where the verifier, the middleware or the hook is made, never because of a token.
 */
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

/** How many errors of a chain of causes are reported. A chain can be circular. */
const LONGEST_CHAIN = 8;

/** The messages of an error and of its causes in one line, outermost first; Node's network errors have but a code. */
export function messagesOf(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause !== undefined && messages.length < LONGEST_CHAIN; cause = causeOf(cause)) {
    messages.push(messageOf(cause));
  }
  return messages.join(': ');
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error))
    return typeof error === 'object' && error !== null ? 'something else than an Error' : String(error);
  return error.message || String(Reflect.get(error, 'code') ?? error.name);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
