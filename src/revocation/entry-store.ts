import { LONGEST_TOLERANCE_SECONDS } from '../options/verifier-config.ts';
import { type KeptEntry, KINDS, type RevocationKind } from './revocation-entry.ts';

// Invariant: of each kind and identifier there is one entry, with the latest times that were ever added. So entries may be
// added twice and in any order. Whoever adds one has checked it: that of a session or a token has no `before`. One is
// forgotten only when no token that it names can be alive.

/** Entries looked at with each one that is added. With two, those to be forgotten never outnumber the others for long. */
const LOOKED_AT_PER_ADDITION = 2;

/** Later by what a verifier may forgive, so that no setting of it makes the list forget too early. */
const isOver = (until: number, at: number) => at > until + LONGEST_TOLERANCE_SECONDS;

const mapsByKind = (): Record<RevocationKind, Map<string, number>> => ({
  session: new Map(),
  token: new Map(),
  user: new Map(),
  client: new Map(),
});

/** Entries in memory, by kind and identifier. Times are whole seconds since 1970. */
export function createEntryStore() {
  // Numbers and no objects: a million entries take half of the memory.
  const untils = mapsByKind();
  const befores = mapsByKind();
  const untilOf = (kind: RevocationKind, id: string) => untils[kind].get(id);
  const beforeOf = (kind: RevocationKind, id: string) => befores[kind].get(id);
  const entryOf = (kind: RevocationKind, id: string, until: number): KeptEntry => ({
    kind,
    id,
    before: beforeOf(kind, id),
    until,
  });
  let kept = 0;
  /** A round over all entries, of which each addition goes a few steps. A Map may change under its iterator. */
  let round = allEntries();
  /** Until then no entry will be over, as far as the last look at all of them could tell. */
  let nothingOverUntil = 0;

  function* allEntries(): Generator<KeptEntry, undefined> {
    for (const kind of KINDS) {
      for (const { 0: id, 1: until } of untils[kind]) yield entryOf(kind, id, until);
    }
  }

  /** Whether adding it would change anything. An entry that is over before it begins changes nothing. */
  function isNews({ kind, id, before, until }: KeptEntry, at: number): boolean {
    if (isOver(until, at)) return false;
    const knownUntil = untilOf(kind, id);
    if (knownUntil === undefined || until > knownUntil) return true;
    // False where either is undefined.
    return Number(before) > Number(beforeOf(kind, id));
  }

  /** Whether this was news. */
  function add(entry: KeptEntry, at: number): boolean {
    forgetSome(at);
    if (!isNews(entry, at)) return false;
    const { kind, id, before, until } = entry;
    const knownUntil = untilOf(kind, id);
    if (knownUntil === undefined) kept += 1;
    untils[kind].set(id, Math.max(until, knownUntil ?? until));
    if (before !== undefined) befores[kind].set(id, Math.max(before, beforeOf(kind, id) ?? before));
    nothingOverUntil = Math.min(nothingOverUntil, until);
    return true;
  }

  function forgetSome(at: number): void {
    for (let looked = 0; looked < LOOKED_AT_PER_ADDITION; looked += 1) {
      const { value } = round.next();
      if (value === undefined) round = allEntries();
      else forgetIfOver(value, at);
    }
  }

  function forgetIfOver({ kind, id, until }: KeptEntry, at: number): void {
    if (!isOver(until, at)) return;
    untils[kind].delete(id);
    befores[kind].delete(id);
    kept -= 1;
  }

  return {
    add,
    isNews,
    all: allEntries,
    size: () => kept,

    get(kind: RevocationKind, id: string): KeptEntry | undefined {
      const until = untilOf(kind, id);
      return until === undefined ? undefined : entryOf(kind, id, until);
    },

    /** Whether an entry names a token with this identifier that was issued then. The clock is read only where there is an entry. */
    revokes(kind: RevocationKind, id: string, issuedAt: number, now: () => number): boolean {
      const until = untilOf(kind, id);
      if (until === undefined || isOver(until, now())) return false;
      // Written so that what cannot be compared is revoked: an entry without `before`, a time of issue that is no number.
      return !(Math.floor(issuedAt) > Number(beforeOf(kind, id)));
    },

    /** Looks at all entries, but not again before there can be one to forget. */
    forgetAllOver(at: number): void {
      if (!isOver(nothingOverUntil, at)) return;
      nothingOverUntil = Number.POSITIVE_INFINITY;
      for (const entry of allEntries()) {
        forgetIfOver(entry, at);
        if (!isOver(entry.until, at)) nothingOverUntil = Math.min(nothingOverUntil, entry.until);
      }
    },
  };
}

export type EntryStore = ReturnType<typeof createEntryStore>;
