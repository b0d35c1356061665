import { ConfigError, messagesOf } from '../errors.ts';
import { refuseLostOptions } from '../options/option-checks.ts';
import { NO_TIME } from '../plausible-time.ts';
import { INSIDE, type ListInside, type RevocationList } from './create-revocation-list.ts';
import { type FollowRedisOptions, resolveFollowOptions } from './follow-options.ts';
import { createLogFollower } from './log-follower.ts';
import { createOutbox } from './outbox.ts';
import { createRedisLink, type RedisClientLike } from './redis-link.ts';
import { REDIS_POLICY } from './redis-policy.ts';
import { createRevocationLog } from './revocation-log.ts';

/** Knowledge of what other processes revoke. Plain data: JSON shows all of it. */
export interface RevocationHealth {
  /** `stale`: the last attempt to ask the server failed or takes long, and what is known is still young enough. */
  readonly status: 'fresh' | 'stale' | 'unavailable';
  /** Age of the knowledge in seconds. */
  readonly ageSeconds: number;
  /** Entries of this process that the server has not acknowledged. */
  readonly unacknowledged: number;
  /** Why the last attempt to ask the server failed, or that the list's clock gives no time; for logs. */
  readonly lastError?: string;
}

export interface RedisFollower {
  readonly health: () => RevocationHealth;
  /**
   * Ends both connections. From then on the knowledge only grows older, as if the server were away; `revoke` takes effect here,
   * and rejects. The list cannot be followed again.
   */
  readonly close: () => void;
}

const USAGE =
  'followRedis(list, client, options) takes a list of createRevocationList and a client of node-redis or ioredis';

/** What a server answers when it will never answer otherwise, whatever time passes. */
const LASTING_ERROR = /^(?:WRONGTYPE|NOAUTH|WRONGPASS|NOPERM|ERR unknown command|MOVED|CROSSSLOT|The stream holds)/;

/**
 * Shares a list with all processes that follow the same key of a Redis or Valkey server, by two connections that are duplicated from
 * your client: what one revokes is refused by all, as soon as the server has pushed it. Resolves once the list is in step, and waits for
 * the server until then.
 *
 * @throws {ConfigError} (as a rejection) for a wrong argument
 * @throws {Error} (as a rejection) for an answer of the server that will stay the same, such as a password that is wrong
 */
export async function followRedis(
  list: RevocationList,
  client: RedisClientLike,
  options: FollowRedisOptions = {},
): Promise<RedisFollower> {
  refuseLostOptions(arguments, 3, USAGE);
  const { key, maxAgeMs, onUnavailable } = resolveFollowOptions(options);
  const inside = insideOf(list);
  if (typeof client?.duplicate !== 'function') throw new ConfigError(`${USAGE}: one that has duplicate()`);

  const [reading, writing] = [createRedisLink(client), createRedisLink(client)];
  const logBy = (link: typeof reading) => createRevocationLog(link, key, inside.maxTokenLifetimeSeconds);
  const [log, logToWrite] = [logBy(reading), logBy(writing)];
  const follower = createLogFollower(log, inside);
  const outbox = createOutbox(inside.store, async (entries) => follower.expect(await logToWrite.append(entries, '*')));
  let isClosed = false;
  let lastError: unknown;

  const whyUnknown = () => (Number.isNaN(follower.ageMs()) ? NO_TIME : lastError);

  function mustBeInStep(): void {
    // Written so that a clock that gives no number refuses.
    if (onUnavailable === 'accept' || follower.ageMs() <= maxAgeMs) return;
    throw new Error('The Redis server was not heard of for too long to know what is revoked', { cause: whyUnknown() });
  }

  /** Rejects only where trying again would not help. */
  async function comeInStep(): Promise<void> {
    while (!(await succeeds(follower.catchUp()))) {
      if (LASTING_ERROR.test(messagesOf(lastError))) throw lastError;
    }
    lastError = undefined;
  }

  async function keepInStep(): Promise<void> {
    while (!isClosed) {
      await succeeds(log.news(follower.position()));
      if (await succeeds(follower.catchUp())) lastError = undefined;
    }
  }

  /** Remembers a failure, and leaves the server in peace for a moment. */
  async function succeeds(attempt: Promise<void>): Promise<boolean> {
    try {
      await attempt;
      return true;
    } catch (error) {
      lastError = error;
      await new Promise((resolve) => setTimeout(resolve, REDIS_POLICY.retryAfter));
      return false;
    }
  }

  function close(): void {
    isClosed = true;
    for (const each of [outbox, reading, writing]) each.close();
  }

  inside.companion = { publish: outbox.send, mustBeInStep };
  try {
    await comeInStep();
  } catch (error) {
    close();
    inside.companion = undefined;
    throw error;
  }
  void keepInStep();

  function health(): RevocationHealth {
    const age = follower.ageMs();
    const known = age <= maxAgeMs ? 'stale' : 'unavailable';
    const cause = whyUnknown();
    return {
      status: age <= REDIS_POLICY.freshFor && cause === undefined ? 'fresh' : known,
      ageSeconds: Math.floor(age / 1000),
      unacknowledged: outbox.size(),
      ...(cause !== undefined && { lastError: messagesOf(cause) }),
    };
  }

  return Object.freeze({ health, close });
}

function insideOf(list: RevocationList): ListInside {
  const inside: ListInside | undefined =
    typeof list === 'object' && list !== null ? Reflect.get(list, INSIDE) : undefined;
  if (inside === undefined) throw new ConfigError(USAGE);
  if (inside.companion !== undefined)
    throw new ConfigError('followRedis was called for this list before: call it once');
  return inside;
}
