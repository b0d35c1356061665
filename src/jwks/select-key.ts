import type { CryptoKey } from 'jose';
import { type RejectedToken, reject } from '../result.ts';
import { type Attempt, createKeyCache, type KeyCacheOptions } from './key-cache.ts';

/** From this age on the set is refreshed in the background. */
const SOFT_AGE_MS = 5 * 60_000;
/** From this age on a request waits for the refresh, but not for long, and not for one that failed lately. */
const HARD_AGE_MS = 15 * 60_000;
const LONGEST_WAIT_FOR_REFRESH_MS = 1_500;
const NO_WAIT_AFTER_FAILURE_MS = 5 * 60_000;
const MAX_WAITING_CALLERS = 1_000;

/** State of a verifier's keys. `stale`: the last refresh failed and old keys serve. */
export interface KeyHealth {
  readonly status: 'fresh' | 'stale' | 'unavailable';
  /** Age of the key set in seconds; absent while there is none. */
  readonly ageSeconds?: number;
  /** Why the last refresh failed, for logs. */
  readonly lastError?: unknown;
}

export type KeySelection = CryptoKey | RejectedToken;
export type KeySource = ReturnType<typeof createKeySource>;

export function createKeySource(options: KeyCacheOptions) {
  const { now, fetchTimeoutMs } = options;
  const cache = createKeyCache(options);
  let waitingCallers = 0;

  const usableKeyOf = (kid: string) => (cache.isUsable() ? cache.keyOf(kid) : undefined);

  /**
   * The key of this pool with this `kid`; at once, and not in a promise, while the set is young enough.
   * `namesThisPool` tells whether the unverified `iss` is this pool's: only then may an unknown `kid` cause a refresh.
   */
  function select(kid: string, namesThisPool: () => boolean): KeySelection | Promise<KeySelection> {
    // Without a clock no age can be told, and every promise about removed keys rests on age.
    if (!Number.isFinite(now())) return reject('keys_unavailable', { retryAfterSeconds: 1 });
    const known = usableKeyOf(kid);
    if (known !== undefined) return cache.age() < SOFT_AGE_MS ? known : selectAged(kid, known);
    return namesThisPool() ? selectUnknown(kid) : reject('issuer_unknown');
  }

  function selectUnknown(kid: string): Promise<KeySelection> {
    const askedBy = cache.isUsable() ? 'kid' : 'age';
    return selectAfter(cache.ask(askedBy), fetchTimeoutMs, kid);
  }

  function selectAged(kid: string, known: CryptoKey): KeySelection | Promise<KeySelection> {
    const isPastHardAge = cache.age() >= HARD_AGE_MS;
    const attempt = cache.ask('age');
    const remainingWaitMs = LONGEST_WAIT_FOR_REFRESH_MS - Math.max(0, now() - attempt.startedAt);
    const waits = isPastHardAge && !failedLately() && remainingWaitMs > 0;
    return waits ? selectAfter(attempt, remainingWaitMs, kid) : known;
  }

  async function selectAfter(attempt: Attempt, longestWaitMs: number, kid: string): Promise<KeySelection> {
    await waitForEnd(attempt, longestWaitMs);
    const key = usableKeyOf(kid);
    if (key !== undefined) return key;
    // An attempt that failed or did not end leaves us not knowing, and that is no fault of the token.
    if (attempt.state === 'succeeded' && cache.isUsable()) return reject('key_unknown');
    return reject('keys_unavailable', { retryAfterSeconds: cache.secondsUntilOpen(), cause: cache.failure()?.cause });
  }

  function failedLately(): boolean {
    const failure = cache.failure();
    return failure !== undefined && Math.abs(now() - failure.at) < NO_WAIT_AFTER_FAILURE_MS;
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
    const age = cache.age();
    const failure = cache.failure();
    const usableStatus = failure === undefined ? 'fresh' : 'stale';
    return {
      status: cache.isUsable() ? usableStatus : 'unavailable',
      ...(Number.isFinite(age) && { ageSeconds: Math.floor(age / 1000) }),
      ...(failure !== undefined && { lastError: failure.cause }),
    };
  }

  /** Loads the keys if there are none or they are due. An outage is a value: it does not reject. */
  async function ready(): Promise<KeyHealth> {
    if (!(cache.age() < SOFT_AGE_MS)) await waitForEnd(cache.ask('age'), fetchTimeoutMs);
    return health();
  }

  return { select, ready, health };
}
