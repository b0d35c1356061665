import { messagesOf } from '../errors.ts';
import { NO_TIME } from '../plausible-time.ts';
import { type RejectedToken, reject } from '../result.ts';
import { type Attempt, stateAfter } from './attempt.ts';
import { createKeyCache, type KeyCacheOptions } from './key-cache.ts';
import { KEY_POLICY } from './policy.ts';
import type { VerificationKey } from './rs256-key.ts';

/** State of a verifier's keys. `stale`: the last refresh failed and old keys serve. Plain data: JSON shows all of it. */
export interface KeyHealth {
  readonly status: 'fresh' | 'stale' | 'unavailable';
  /** Age of the key set in seconds; absent while there is none. */
  readonly ageSeconds?: number;
  /** Why the last refresh failed, or that the clock gives no time; for logs: the messages of the error and of its causes, outermost first. */
  readonly lastError?: string;
}

/** A caller that has lost more attempts than this, to death or frost, gives up. */
const MOST_LOST = 3;

/** The key to check by, or the refusal of every token under its `kid`. */
export type KeyOrRejection = VerificationKey | RejectedToken;
export type KeySource = ReturnType<typeof createKeySource>;

export function createKeySource(options: KeyCacheOptions) {
  const { now } = options;
  const longestWaitMs = options.fetchTimeoutMs + KEY_POLICY.waitAfterDeadline;
  const cache = createKeyCache(options);

  const usableKeyOf = (kid: string, at: number) => (cache.isUsable(at) ? cache.keyOf(kid) : undefined);

  /**
   * The pool's key with this `kid`, or undefined where no such key is known. Answers at once, and not in a promise,
   * while the set is young. `at` is the time in milliseconds, so that a caller who has read the clock need not read it again.
   */
  function select(kid: string, at: number): KeyOrRejection | undefined | Promise<KeyOrRejection> {
    // Without a clock no age can be told, and every promise about removed keys rests on age.
    if (Number.isNaN(at)) return reject('keys_unavailable', { retryAfterSeconds: 1, cause: NO_TIME });
    const known = usableKeyOf(kid, at);
    if (known === undefined || cache.age(at) < KEY_POLICY.softAge) return known;
    return selectDue(kid, known, at);
  }

  /** A known key of a set that is due for a refresh. */
  function selectDue(kid: string, known: VerificationKey, at: number): KeyOrRejection | Promise<KeyOrRejection> {
    const { attempt, isNew } = cache.ask('age', at);
    // On Workers the refresh would end with the very request that has started it.
    const wouldDie = isNew && !attempt.goesOnAlone;
    // An old key serves on only while the endpoint is down, never because it is slow or callers are many.
    const isTooOld = cache.age(at) >= KEY_POLICY.hardAge && !isEndpointDown(at);
    const mustWait = wouldDie || isTooOld;
    return mustWait ? selectAfter(attempt, kid, at) : known;
  }

  /** Asks for fresh keys, because the set in hand has no key with this `kid` or one that did not verify the signature. */
  function selectFromFreshSet(kid: string, at: number): Promise<KeyOrRejection> {
    return selectAfter(cache.ask(cache.isUsable(at) ? 'kid' : 'age', at).attempt, kid, at);
  }

  function isEndpointDown(at: number): boolean {
    const failure = cache.failure();
    return failure !== undefined && Math.abs(at - failure.at) < KEY_POLICY.downAfterFailure;
  }

  async function selectAfter(asked: Attempt, kid: string, askedAt: number): Promise<KeyOrRejection> {
    const isUnknownKid = cache.isUsable(askedAt) && cache.keyOf(kid) === undefined;
    if (!joins(asked, isUnknownKid ? 'unknownKid' : 'knownKid')) return turnAway(isUnknownKid, askedAt);
    await waitForEnd(asked, askedAt);
    const at = now();
    return usableKeyOf(kid, at) ?? rejectionAt(at);
  }

  /** An attempt that failed or did not end leaves us not knowing the key, and that is no fault of the token. */
  function rejectionAt(at: number): RejectedToken {
    if (cache.lastSucceeded() && cache.isUsable(at)) return reject('key_unknown');
    return reject('keys_unavailable', { retryAfterSeconds: cache.secondsUntilOpen(at), cause: cache.failure()?.cause });
  }

  /**
   * Too many wait already. While the endpoint is well, an unknown `kid` is presumed to be forged and gets a 401: with a 503,
   * strangers could drive up a server's rate of errors.
   */
  function turnAway(isUnknownKid: boolean, at: number): RejectedToken {
    if (isUnknownKid && cache.failure() === undefined) return reject('key_unknown');
    const cause = 'too many callers wait for the keys';
    return reject('keys_unavailable', { retryAfterSeconds: cache.secondsUntilOpen(at), cause });
  }

  /** Whether there is room for one more caller to wait. Places are counted for each attempt, so that a caller that dies has nothing to give back. */
  function joins({ state, waiting }: Attempt, kind: keyof Attempt['waiting']): boolean {
    if (state !== 'pending') return true;
    const most = kind === 'knownKid' ? KEY_POLICY.mostWaiting : KEY_POLICY.mostWaitingForUnknownKid;
    if (waiting[kind] >= most) return false;
    waiting[kind] += 1;
    return true;
  }

  /**
   * Waits until the attempt, or the one that took over from it, is over or past its deadline.
   * Only plain fields are believed, looked at by a timer of the caller's own: on Workers an attempt that another request
   * has started may be dead, and then its promise tells nothing.
   */
  async function waitForEnd(first: Attempt, at: number): Promise<void> {
    let attempt = first;
    let deaths = 0;
    let lost = 0;
    let leftMs = longestWaitMs - Math.max(0, at - attempt.startedAt);
    while (attempt.state === 'pending' && leftMs > 0 && lost <= MOST_LOST) {
      const waitMs = Math.min(leftMs, KEY_POLICY.noBeatFor);
      leftMs -= waitMs;
      const state = await stateAfter(attempt, waitMs);
      if (state !== 'frozen' && state !== 'dead') continue;
      lost += 1;
      if (state === 'dead') deaths += 1;
      attempt = cache.takeOver(attempt, { alone: deaths > 1 });
      leftMs = longestWaitMs;
    }
  }

  function health(): KeyHealth {
    const at = now();
    const age = cache.age(at);
    const failure = Number.isNaN(at) ? { cause: NO_TIME } : cache.failure();
    const usableStatus = failure === undefined ? 'fresh' : 'stale';
    return {
      status: cache.isUsable(at) ? usableStatus : 'unavailable',
      ...(Number.isFinite(age) && { ageSeconds: Math.floor(age / 1000) }),
      ...(failure !== undefined && { lastError: messagesOf(failure.cause) }),
    };
  }

  /** Loads the keys if there are none or they are due. An outage is a value: it does not reject. */
  async function ready(): Promise<KeyHealth> {
    const at = now();
    if (!(cache.age(at) < KEY_POLICY.softAge)) await waitForEnd(cache.ask('age', at).attempt, at);
    return health();
  }

  return { select, selectFromFreshSet, ready, health };
}
