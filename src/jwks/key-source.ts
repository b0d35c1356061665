import { type RejectedToken, reject } from '../result.ts';
import { type Attempt, createKeyCache, type KeyCacheOptions } from './key-cache.ts';
import type { VerificationKey } from './rs256-key.ts';

/** From this age on the set is refreshed in the background. */
const SOFT_AGE_MS = 5 * 60_000;
/** From this age on a request waits for the refresh, but not for long, and not for one that failed lately. */
const HARD_AGE_MS = 15 * 60_000;
const LONGEST_WAIT_FOR_REFRESH_MS = 1_500;
const NO_WAIT_AFTER_FAILURE_MS = 5 * 60_000;
/** Added to the deadline, so that an attempt that fails by it tells its callers why. */
const AFTER_DEADLINE_MS = 100;
const MAX_WAITING_CALLERS = 1_000;

/** State of a verifier's keys. `stale`: the last refresh failed and old keys serve. */
export interface KeyHealth {
  readonly status: 'fresh' | 'stale' | 'unavailable';
  /** Age of the key set in seconds; absent while there is none. */
  readonly ageSeconds?: number;
  /** Why the last refresh failed, for logs. */
  readonly lastError?: unknown;
}

export type KeySelection = VerificationKey | RejectedToken;
export type KeySource = ReturnType<typeof createKeySource>;

export function createKeySource(options: KeyCacheOptions) {
  const { now } = options;
  const longestAttemptMs = options.fetchTimeoutMs + AFTER_DEADLINE_MS;
  const cache = createKeyCache(options);
  let waitingCallers = 0;

  const usableKeyOf = (kid: string, at: number) => (cache.isUsable(at) ? cache.keyOf(kid) : undefined);

  /**
   * The key of this pool with this `kid`; at once, and not in a promise, while the set is young enough.
   * `namesThisPool` tells whether the unverified `iss` is this pool's: only then may an unknown `kid` cause a refresh.
   * `at`: the caller's reading of the clock, where it has one, since a second costs as much as the rest of this.
   */
  function select(kid: string, namesThisPool: () => boolean, at = now()): KeySelection | Promise<KeySelection> {
    // Without a clock no age can be told, and every promise about removed keys rests on age.
    if (!Number.isFinite(at)) return reject('keys_unavailable', { retryAfterSeconds: 1 });
    const known = usableKeyOf(kid, at);
    if (known !== undefined) return cache.age(at) < SOFT_AGE_MS ? known : selectAged(kid, known, at);
    return namesThisPool() ? selectUnknown(kid, at) : reject('issuer_unknown');
  }

  function selectUnknown(kid: string, at: number): Promise<KeySelection> {
    const askedBy = cache.isUsable(at) ? 'kid' : 'age';
    return selectAfter(cache.ask(askedBy, at), longestAttemptMs, kid);
  }

  function selectAged(kid: string, known: VerificationKey, at: number): KeySelection | Promise<KeySelection> {
    const isPastHardAge = cache.age(at) >= HARD_AGE_MS;
    const attempt = cache.ask('age', at);
    const remainingWaitMs = LONGEST_WAIT_FOR_REFRESH_MS - Math.max(0, at - attempt.startedAt);
    const waits = isPastHardAge && !failedLately(at) && remainingWaitMs > 0;
    return waits ? selectAfter(attempt, remainingWaitMs, kid) : known;
  }

  async function selectAfter(attempt: Attempt, longestWaitMs: number, kid: string): Promise<KeySelection> {
    await waitForEnd(attempt, longestWaitMs);
    const at = now();
    const key = usableKeyOf(kid, at);
    if (key !== undefined) return key;
    // An attempt that failed or did not end leaves us not knowing, and that is no fault of the token.
    const isAnswered = attempt.state === 'succeeded' || cache.lastSucceeded();
    if (isAnswered && cache.isUsable(at)) return reject('key_unknown');
    return reject('keys_unavailable', { retryAfterSeconds: cache.secondsUntilOpen(at), cause: cache.failure()?.cause });
  }

  function failedLately(at: number): boolean {
    const failure = cache.failure();
    return failure !== undefined && Math.abs(at - failure.at) < NO_WAIT_AFTER_FAILURE_MS;
  }

  /** Each caller has a timer of its own: on Workers a promise made for another request may never settle. */
  async function waitForEnd(attempt: Attempt, longestWaitMs: number): Promise<void> {
    if (attempt.state !== 'pending' || waitingCallers >= MAX_WAITING_CALLERS) return;
    waitingCallers += 1;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeIsUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longestWaitMs);
      // Only Node's timers keep a process alive and have unref.
      timer.unref?.();
    });
    await Promise.race([attempt.ended, timeIsUp]);
    clearTimeout(timer);
    waitingCallers -= 1;
  }

  function health(): KeyHealth {
    const at = now();
    const age = cache.age(at);
    const failure = cache.failure();
    const usableStatus = failure === undefined ? 'fresh' : 'stale';
    return {
      status: cache.isUsable(at) ? usableStatus : 'unavailable',
      ...(Number.isFinite(age) && { ageSeconds: Math.floor(age / 1000) }),
      ...(failure !== undefined && { lastError: failure.cause }),
    };
  }

  /** Loads the keys if there are none or they are due. An outage is a value: it does not reject. */
  async function ready(): Promise<KeyHealth> {
    const at = now();
    if (!(cache.age(at) < SOFT_AGE_MS)) await waitForEnd(cache.ask('age', at), longestAttemptMs);
    return health();
  }

  return { select, ready, health };
}
