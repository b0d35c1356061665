import type { VerifierConfig } from '../options/verifier-config.ts';
import { type Attempt, beat, isDead } from './attempt.ts';
import { createBackground } from './background.ts';
import { createKeyEvents } from './key-events.ts';
import type { KeySet } from './parse-key-set.ts';
import { KEY_POLICY } from './policy.ts';
import type { ImportKey, VerificationKey } from './rs256-key.ts';

// Invariant: the cached set is always one whole authoritative answer. While (kid, n) is unchanged the same key object is
// kept, so that object identity means "still trusted"; a key that leaves the set is gone from that moment.

export interface KeyCacheOptions
  extends Pick<VerifierConfig, 'now' | 'fetchTimeoutMs' | 'maxStaleMs' | 'waitUntil' | 'onEvent'> {
  readonly load: () => Promise<KeySet>;
  readonly importKey: ImportKey;
}

export function createKeyCache(options: KeyCacheOptions) {
  const { load, importKey, now, fetchTimeoutMs, maxStaleMs } = options;
  const handOver = createBackground(options.waitUntil);
  const events = createKeyEvents(options.onEvent);
  let keysByKid: ReadonlyMap<string, { readonly n: string; readonly key: VerificationKey }> = new Map();
  let loaded: { readonly at: number; readonly by: number } | undefined;
  let latest: Attempt | undefined;
  let failure: { readonly at: number; readonly cause: unknown; readonly inARow: number } | undefined;

  /** Counted from the start of the request that fetched the set, so that time in a frozen process counts too. */
  function age(at: number): number {
    if (loaded === undefined) return Number.POSITIVE_INFINITY;
    const elapsed = at - loaded.at;
    return elapsed < -KEY_POLICY.smallestClockChange ? KEY_POLICY.hardAge : Math.max(0, elapsed);
  }
  const isUsable = (at: number) => age(at) <= maxStaleMs;

  function gapAfter({ state, askedBy }: Attempt, at: number): number {
    if (state === 'pending') return fetchTimeoutMs + KEY_POLICY.frozenAfterDeadline;
    if (state === 'succeeded') return askedBy === 'kid' ? KEY_POLICY.gap : 0;
    if (isUsable(at)) return KEY_POLICY.gap;
    return Math.min(KEY_POLICY.gap, KEY_POLICY.firstGapWithoutKeys * 2 ** ((failure?.inARow ?? 1) - 1));
  }

  /** Milliseconds until the gate lets a new attempt start. */
  function msUntilOpen(at: number): number {
    if (latest === undefined || latest.state === 'frozen') return 0;
    const elapsed = at - latest.startedAt;
    // The gate might stay closed for as long as the clock was set back. An attempt under way ends by its own deadline.
    const isSetBack = elapsed < -KEY_POLICY.smallestClockChange && latest.state !== 'pending';
    return isSetBack ? 0 : Math.max(0, gapAfter(latest, at) - Math.max(0, elapsed));
  }

  /** The one gate: starts an attempt, or shares the last one while its gap lasts. */
  function ask(askedBy: Attempt['askedBy'], at: number): { readonly attempt: Attempt; readonly isNew: boolean } {
    if (latest !== undefined && msUntilOpen(at) > 0 && !isDead(latest, at)) return { attempt: latest, isNew: false };
    if (latest?.state === 'pending') latest.state = isDead(latest, at) ? 'dead' : 'frozen';
    return { attempt: start(askedBy, at), isNew: true };
  }

  /**
   * For a caller whose attempt is frozen or dead: the one that took over from it already, or a new one.
   * `alone`: a new one in any case, for a caller who has seen a second one die.
   */
  function takeOver(lost: Attempt, { alone }: { readonly alone: boolean }): Attempt {
    if (latest !== undefined && latest !== lost && !alone) return latest;
    return start(lost.askedBy, now());
  }

  function start(askedBy: Attempt['askedBy'], startedAt: number): Attempt {
    const ended = Promise.resolve().then(run);
    const attempt: Attempt = {
      number: (latest?.number ?? 0) + 1,
      startedAt,
      askedBy,
      ended,
      goesOnAlone: handOver(ended),
      state: 'pending',
      beats: 0,
      lastBeatAt: startedAt,
      waiting: { knownKid: 0, unknownKid: 0 },
    };
    latest = attempt;
    beat(attempt, now);
    return attempt;

    async function run(): Promise<void> {
      try {
        succeed(attempt, await importKeys(await load()));
      } catch (cause) {
        fail(attempt, cause);
      }
    }
  }

  function succeed(attempt: Attempt, keys: typeof keysByKid): void {
    if (attempt.state !== 'pending') return;
    attempt.state = 'succeeded';
    // What comes late must not undo what a younger attempt has brought.
    if (loaded !== undefined && loaded.by > attempt.number) return;
    failure = undefined;
    loaded = { at: attempt.startedAt, by: attempt.number };
    replaceKeys(keys);
  }

  function fail(attempt: Attempt, cause: unknown): void {
    if (attempt.state !== 'pending') return;
    // After a thaw the deadline is long over, and says nothing about the endpoint.
    attempt.state = now() - attempt.startedAt >= fetchTimeoutMs + KEY_POLICY.frozenAfterDeadline ? 'frozen' : 'failed';
    if (attempt !== latest || attempt.state === 'frozen') return;
    failure = { at: now(), cause, inARow: (failure?.inARow ?? 0) + 1 };
    events.refreshFailed(cause);
  }

  async function importKeys(keySet: KeySet): Promise<typeof keysByKid> {
    const keys = [...keySet].map(async ({ 0: kid, 1: n }) => {
      const known = keysByKid.get(kid);
      return [kid, { n, key: known?.n === n ? known.key : await importKey(n) }] as const;
    });
    return new Map(await Promise.all(keys));
  }

  function replaceKeys(keys: typeof keysByKid): void {
    const old = keysByKid;
    keysByKid = keys;
    const isChanged = (kid: string) => keys.get(kid)?.key !== old.get(kid)?.key;
    const added = [...keys.keys()].filter(isChanged);
    const removed = [...old.keys()].filter(isChanged);
    if (added.length + removed.length > 0) events.keysChanged(added, removed);
  }

  return {
    age,
    ask,
    takeOver,
    isUsable,
    keyOf: (kid: string): VerificationKey | undefined => keysByKid.get(kid)?.key,
    lastSucceeded: () => latest?.state === 'succeeded',
    /** How the last attempt that ended failed, if it did. */
    failure: () => failure,
    secondsUntilOpen: (at: number) => Math.max(1, Math.ceil(msUntilOpen(at) / 1000)),
  };
}
