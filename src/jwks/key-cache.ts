import type { VerifierEvent } from '../options/verifier-options.ts';
import type { KeySet } from './fetch-key-set.ts';
import type { VerificationKey } from './rs256-key.ts';

// Invariant: the cached set is always one whole authoritative answer. While (kid, n) is unchanged the same key object is
// kept, so that object identity means "still trusted"; a key that leaves the set is gone from that moment.

/** Added to the deadline: an attempt pending for longer was frozen with its process and is abandoned. */
const FROZEN_AFTER_MS = 1_000;
const GAP_AFTER_FAILURE_MS = 10_000;
const GAP_AFTER_COLD_FAILURE_MS = 1_000;
const GAP_AFTER_UNKNOWN_KID_MS = 10_000;
/** Due for a refresh, never ageless. */
const AGE_IF_CLOCK_WAS_SET_BACK_MS = 15 * 60_000;

/** One run of the loader. `ended` never rejects. */
export interface Attempt {
  readonly startedAt: number;
  readonly askedBy: 'age' | 'kid';
  readonly ended: Promise<void>;
  state: 'pending' | 'succeeded' | 'failed';
}

export interface KeyCacheOptions {
  readonly load: () => Promise<KeySet>;
  /** Makes a key of its modulus, base64url; the exponent is AQAB. */
  readonly importKey: (n: string) => VerificationKey | Promise<VerificationKey>;
  readonly now: () => number;
  readonly fetchTimeoutMs: number;
  readonly maxStaleMs: number;
  readonly onEvent: (event: VerifierEvent) => unknown;
}

export function createKeyCache({ load, importKey, now, fetchTimeoutMs, maxStaleMs, onEvent }: KeyCacheOptions) {
  let keysByKid: ReadonlyMap<string, { readonly n: string; readonly key: VerificationKey }> = new Map();
  let loadedAt: number | undefined;
  let attempt: Attempt | undefined;
  let failure: { readonly at: number; readonly cause: unknown } | undefined;

  /** Milliseconds since the request that brought the set was started: an answer that lay in a frozen process is as old as it is. */
  function age(at: number): number {
    if (loadedAt === undefined) return Number.POSITIVE_INFINITY;
    const elapsed = at - loadedAt;
    return elapsed < 0 ? AGE_IF_CLOCK_WAS_SET_BACK_MS : elapsed;
  }

  const isUsable = (at: number) => age(at) <= maxStaleMs;

  function gapAfter({ state, askedBy }: Attempt, at: number): number {
    if (state === 'pending') return fetchTimeoutMs + FROZEN_AFTER_MS;
    if (state === 'failed') return isUsable(at) ? GAP_AFTER_FAILURE_MS : GAP_AFTER_COLD_FAILURE_MS;
    return askedBy === 'kid' ? GAP_AFTER_UNKNOWN_KID_MS : 0;
  }

  /** Milliseconds until the gate lets a new attempt start. A clock set back opens it, or it might stay closed for ever. */
  function msUntilOpen(at: number): number {
    if (attempt === undefined) return 0;
    const elapsed = at - attempt.startedAt;
    return elapsed < 0 ? 0 : Math.max(0, gapAfter(attempt, at) - elapsed);
  }

  /** The one gate: starts an attempt, or shares the last one while its gap lasts. */
  function ask(askedBy: Attempt['askedBy'], startedAt: number): Attempt {
    if (attempt !== undefined && msUntilOpen(startedAt) > 0) return attempt;
    const mine: Attempt = { startedAt, askedBy, state: 'pending', ended: Promise.resolve().then(run) };
    attempt = mine;
    return mine;

    async function run(): Promise<void> {
      try {
        const keys = await importKeys(await load());
        // Abandoned: a younger attempt has taken over, and a late answer must not undo it.
        if (attempt !== mine) return;
        mine.state = 'succeeded';
        failure = undefined;
        loadedAt = startedAt;
        replaceKeys(keys);
      } catch (cause) {
        if (attempt !== mine) return;
        mine.state = 'failed';
        failure = { at: now(), cause };
        emit({ type: 'key_refresh_failed', cause });
      }
    }
  }

  async function importKeys(keySet: KeySet): Promise<typeof keysByKid> {
    const keys = [...keySet].map(async ([kid, n]) => {
      const known = keysByKid.get(kid);
      return [kid, { n, key: known?.n === n ? known.key : await importKey(n) }] as const;
    });
    return new Map(await Promise.all(keys));
  }

  function replaceKeys(keys: typeof keysByKid): void {
    const old = keysByKid;
    keysByKid = keys;
    const isNew = (kid: string) => keys.get(kid)?.key !== old.get(kid)?.key;
    const added = [...keys.keys()].filter(isNew);
    const removed = [...old.keys()].filter(isNew);
    if (added.length + removed.length > 0) emit({ type: 'keys_changed', added, removed });
  }

  function emit(event: VerifierEvent): void {
    // In a promise, so that neither a throw nor a rejection of the handler reaches an answer.
    Promise.resolve(event)
      .then(onEvent)
      .catch(() => {});
  }

  return {
    age,
    ask,
    isUsable,
    keyOf: (kid: string): VerificationKey | undefined => keysByKid.get(kid)?.key,
    lastSucceeded: () => attempt?.state === 'succeeded',
    /** How the last attempt that ended failed, if it did. */
    failure: () => failure,
    secondsUntilOpen: (at: number) => Math.max(1, Math.ceil(msUntilOpen(at) / 1000)),
  };
}
