import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEntryStore } from '../../src/revocation/entry-store.ts';
import { comparesTime, type KeptEntry, KINDS, type RevocationKind } from '../../src/revocation/revocation-entry.ts';

const HOUR = 3_600;
const START = 1_800_000_000;

/** What can happen to a store: an entry is added, time passes, all that is over is forgotten, a token is asked about. */
type Step =
  | { readonly does: 'add'; readonly entry: KeptEntry }
  | { readonly does: 'wait'; readonly seconds: number }
  | { readonly does: 'forget' }
  | { readonly does: 'ask'; readonly kind: RevocationKind; readonly id: string; readonly issuedAt: number };

const kind = fc.constantFrom(...KINDS);
const id = fc.constantFrom('a', 'b', 'c', '__proto__');
const time = fc.integer({ min: START - 3 * HOUR, max: START + 12 * HOUR });
const entry = fc.record({ kind, id, before: time, until: time }).map(({ before, until, ...named }): KeptEntry => {
  // No token expires before it was issued.
  const times = { before, until: Math.max(before, until) };
  return comparesTime(named.kind) ? { ...named, ...times } : { ...named, before: undefined, until };
});
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('add' as const), entry }),
  fc.record({ does: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 2 * HOUR }) }),
  fc.record({ does: fc.constant('forget' as const) }),
  fc.record({ does: fc.constant('ask' as const), kind, id, issuedAt: time }),
);

/** The same, as plainly as it can be said: every entry ever added, none forgotten. */
function createModel() {
  const added: KeptEntry[] = [];
  const isAlive = ({ until }: KeptEntry, at: number) => at <= until + HOUR;
  return {
    add: (given: KeptEntry, at: number) => {
      if (isAlive(given, at)) added.push(given);
    },
    names: (wantedKind: RevocationKind, wantedId: string, issuedAt: number, at: number) => {
      const ofIt = added.filter((each) => each.kind === wantedKind && each.id === wantedId);
      const hasOne = ofIt.some((each) => isAlive(each, at));
      return hasOne && ofIt.some(({ before }) => before === undefined || issuedAt <= before);
    },
    alive: (at: number) => new Set(added.filter((each) => isAlive(each, at)).map((each) => `${each.kind} ${each.id}`)),
  };
}

describe('a store of entries', () => {
  it('answers like a list that forgets nothing, and keeps nothing that is over once it has looked', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [store, model] = [createEntryStore(), createModel()];
        let at = START;
        for (const each of steps) {
          if (each.does === 'wait') at += each.seconds;
          if (each.does === 'add') {
            store.add(each.entry, at);
            model.add(each.entry, at);
          }
          if (each.does === 'forget') {
            store.forgetAllOver(at);
            expect(store.size()).toBe(model.alive(at).size);
          }
          if (each.does === 'ask') {
            const named = store.revokes(each.kind, each.id, each.issuedAt, () => at);
            // An entry whose time has passed may have been forgotten with its `before`. Tokens of that time have expired.
            if (named !== model.names(each.kind, each.id, each.issuedAt, at))
              expect(each.issuedAt).toBeLessThan(at - HOUR);
          }
          expect(store.size()).toBeGreaterThanOrEqual(model.alive(at).size);
          expect(store.size()).toBe([...store.all()].length);
        }
      }),
      { numRuns: 500, seed: 12 },
    );
  });

  it('comes to the same by whatever order, with some added twice', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (entries, random) => {
        const shuffled = [...entries, ...entries.slice(0, 5)]
          .map((each) => ({ each, rank: random.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        const [first, second] = [createEntryStore(), createEntryStore()];
        for (const each of entries) first.add(each, START);
        for (const each of shuffled) second.add(each, START);
        const sorted = (store: typeof first) => [...store.all()].map((each) => JSON.stringify(each)).sort();
        expect(sorted(second)).toEqual(sorted(first));
      }),
      { seed: 12 },
    );
  });

  it('tells what is news, and gives back what it keeps', () => {
    const store = createEntryStore();
    const given = { kind: 'user', id: 'jane', before: START, until: START + HOUR } as const;
    expect(store.add(given, START)).toBe(true);
    expect(store.add(given, START)).toBe(false);
    expect(store.add({ ...given, until: START }, START)).toBe(false);
    expect(store.add({ ...given, before: START + 1 }, START)).toBe(true);
    expect(store.get('user', 'jane')).toEqual({ ...given, before: START + 1 });
    expect(store.get('session', 'jane')).toBeUndefined();
    const session = { kind: 'session', id: 's', before: undefined, until: START + HOUR } as const;
    store.add(session, START);
    expect(store.get('session', 's')).toEqual(session);
  });
});
