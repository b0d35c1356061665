import { ownMember } from './own-member.ts';
import type { Reason } from './reasons.ts';
import type { RejectedToken } from './result.ts';

/**
 * A wrong option, or a call that cannot mean what was meant. Says which, what was wrong and what to write instead.
 * Thrown where the verifier, the middleware or the hook is made, or by a call with what it cannot
 * take: an event of another kind, or a context that its host cannot carry. A bad token never throws it.
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
    const retryAfterSeconds = ownMember(rejected, 'retryAfterSeconds');
    if (typeof retryAfterSeconds === 'number') this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** How many errors of a chain of causes are reported. A chain can be circular. */
const LONGEST_CHAIN = 8;

/**
 * The messages of an error and of its causes in one line, outermost first; Node's network errors have but a code. Errors are
 * told by their members and not by their class, because a sandbox has an Error of its own.
 */
export function messagesOf(error: unknown): string {
  const messages: string[] = [];
  try {
    for (
      let cause = error;
      cause !== undefined && messages.length < LONGEST_CHAIN;
      cause = membersOfError(cause).cause
    ) {
      messages.push(messageOf(cause));
    }
  } catch {
    messages.push('an error that cannot be read');
  }
  return messages.join(': ');
}

function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, code, name } = membersOfError(error);
  const text = [message, code, name].find((member) => typeof member === 'string' && member !== '');
  return text === undefined ? 'something else than an Error' : String(text);
}

/** What is no object has none: a text, a number, null. */
function membersOfError(error: unknown): Partial<Record<'message' | 'code' | 'name' | 'cause', unknown>> {
  return Object(error);
}
