import { functionOf, refuseFurtherArguments, refuseLostOptions } from '../options/option-checks.ts';
import { ownMember } from '../own-member.ts';
import { NO_TIME } from '../plausible-time.ts';
import type { VerifiedToken } from '../result.ts';
import { TELLS_CAUSE } from '../tells-cause.ts';
import { createEntryStore, type EntryStore } from './entry-store.ts';
import { type RevocationListOptions, resolveListOptions } from './list-options.ts';
import {
  asGiven,
  entryOf,
  type KeptEntry,
  KINDS,
  type RevocationEntry,
  type RevocationKind,
} from './revocation-entry.ts';

/** What is revoked, in the memory of this process. Its functions can be taken off it. */
export interface RevocationList {
  /** The verifier's option `isRevoked`. Answers at once. Throws where the list cannot know, which is `revocation_unavailable`. */
  readonly isRevoked: (auth: VerifiedToken) => boolean;
  /**
   * Revokes what the entry names, at once. Resolves when the entry is kept: with `followRedis`, when the server has
   * acknowledged it.
   * @throws {ConfigError} (as a rejection) for an entry that cannot be what was meant
   * @throws {Error} (as a rejection) when the list is full: then the entry is not kept, and nothing else is forgotten for it; or when
   * the Redis server does not acknowledge in time: then the entry is in effect here, and the others get it later
   */
  readonly revoke: (entry: RevocationEntry) => Promise<void>;
  /** Entries in memory. Those that are over are counted until they are forgotten, little by little. */
  readonly size: number;
  /**
   * Calls the listener with each entry that is news to this process, wherever it was revoked: to close the sockets of those whom
   * `isRevoked` now refuses. What it throws or rejects changes nothing.
   * @returns what ends the calls
   */
  readonly onRevoked: (listener: (entry: RevocationEntry) => unknown) => () => void;
}

/** Where entries go besides the memory of this process, and who knows whether others' entries arrive here. */
interface Companion {
  readonly publish: (entry: KeptEntry) => Promise<void>;
  /** Throws where entries of other processes may be missing here. */
  readonly mustBeInStep: () => void;
}

/** What `followRedis` needs of a list, and nobody else. */
export interface ListInside {
  readonly store: EntryStore;
  readonly now: () => number;
  readonly maxTokenLifetimeSeconds: number;
  /** Keeps an entry of another process, whatever `max` says: it is in effect already. */
  readonly accept: (entry: KeptEntry) => void;
  companion: Companion | undefined;
}
/** In the registry of all realms, because a process can have loaded both the ESM and the CommonJS build. */
export const INSIDE = Symbol.for('cognito-guard: inside of a revocation list');

/**
 * Makes a list of what is revoked, for the verifier's option `isRevoked`. It is bounded, and forgets an entry only
 * when no token that it names can be alive.
 * @throws {ConfigError} for an unknown or wrong option
 */
export function createRevocationList(options: RevocationListOptions = {}): RevocationList {
  refuseLostOptions(arguments, 1, 'createRevocationList takes one object with all options');
  const { max, required, claimNames, lifetime, now } = resolveListOptions(options);
  const store = createEntryStore();
  const listeners = new Set<(entry: RevocationEntry) => unknown>();
  const nowSeconds = () => Math.floor(now() / 1000);
  /** Those that are required, and those of which there has been an entry. The others cost a token nothing. */
  let kindsAsked: readonly RevocationKind[] = KINDS.filter((kind) => required.includes(kind));
  const inside: ListInside = { store, now, maxTokenLifetimeSeconds: lifetime, accept, companion: undefined };

  /** Why a token is revoked, in words for a log; undefined if it is not. Throws where that cannot be known. */
  function causeOf(auth: VerifiedToken): string | undefined {
    inside.companion?.mustBeInStep();
    if (auth.claims.exp - auth.claims.iat > lifetime) {
      throw new Error('The token lives longer than maxTokenLifetimeSeconds of the revocation list: raise that');
    }
    return kindsAsked.reduce<string | undefined>((cause, kind) => cause ?? causeByKind(kind, auth), undefined);
  }

  function causeByKind(kind: RevocationKind, { token_use, claims }: VerifiedToken): string | undefined {
    const claim = kind === 'client' && token_use === 'id' ? 'aud' : claimNames[kind];
    const id = ownMember(claims, claim);
    if (typeof id === 'string') return store.revokes(kind, id, claims.iat, nowSeconds) ? `by its ${kind}` : undefined;
    return required.includes(kind) ? `claim '${claim}' is missing, and the list requires ${kind}` : undefined;
  }

  function accept(entry: KeptEntry): void {
    if (!store.add(entry, nowSeconds())) return;
    if (!kindsAsked.includes(entry.kind))
      kindsAsked = KINDS.filter((kind) => kind === entry.kind || kindsAsked.includes(kind));
    const told = asGiven(entry);
    for (const listener of listeners) tell(listener, told);
  }

  async function revoke(given: RevocationEntry): Promise<void> {
    refuseFurtherArguments(arguments, 1, 'revoke takes one entry: revoke each by itself');
    const at = nowSeconds();
    if (Number.isNaN(at)) throw new Error(`${NO_TIME}, so it cannot be told what is revoked`);
    const entry = entryOf(given, { at, lifetime });
    if (store.get(entry.kind, entry.id) === undefined) mustHaveRoom(at);
    accept(entry);
    await inside.companion?.publish(entry);
  }

  function mustHaveRoom(at: number): void {
    if (store.size() >= max) store.forgetAllOver(at);
    if (store.size() < max) return;
    throw new Error(
      `The revocation list is full: its ${max} entries can all name a living token. Nothing was revoked. ` +
        'Raise max, or revoke users instead of single tokens',
    );
  }

  const list = {
    isRevoked: Object.assign((auth: VerifiedToken) => causeOf(auth) !== undefined, { [TELLS_CAUSE]: causeOf }),
    revoke,
    get size() {
      return store.size();
    },
    onRevoked(listener: (entry: RevocationEntry) => unknown) {
      refuseFurtherArguments(arguments, 1, 'onRevoked takes one function');
      functionOf('listener', listener);
      // One of its own for each call, so that a listener that was given twice can be taken off once.
      const call: typeof listener = (entry) => listener(entry);
      listeners.add(call);
      return () => void listeners.delete(call);
    },
    [INSIDE]: inside,
  };
  return Object.freeze(list);
}

function tell(listener: (entry: RevocationEntry) => unknown, entry: RevocationEntry): void {
  try {
    Promise.resolve(listener(entry)).catch(() => {});
  } catch {
    // A listener that fails must not keep the entry from the others.
  }
}
