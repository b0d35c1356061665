import { LRUCache } from 'lru-cache';
import { copyOf } from '../base64url.ts';
import { withoutPrototype } from '../own-member.ts';

// Invariant: only tokens that passed every check go in, so forged input can neither enter nor evict. An entry answers
// for exactly the string that was verified. It has no time to live: its key and its claims are judged at each use.

/** 254 bits of the signature: enough to tell tokens apart, and 43 characters cost a quarter of hashing the whole token. */
const TAIL_LENGTH = 43;

/** Characters that an entry may have on average. A token of Cognito has about 1,000, and some 2,000 with many groups. */
const CHARACTERS_PER_ENTRY = 2_048;
/** The greatest `maxTokenLength`: however few entries there may be, one token fits. */
const LONGEST_TOKEN = 65_536;

/**
 * What each call of lru-cache gets: it writes into its options, and reads inherited ones. A class, because an object literal
 * without prototype takes as long to make as the whole look-up.
 */
class NoOptions {}
Object.setPrototypeOf(NoOptions.prototype, null);

/**
 * What was found for a token before, by the end of its signature alone: good for a hint, not for an answer.
 * With `charactersOf`, entries are bounded by their characters as well, so that a few large ones cannot fill the memory.
 */
export function createTailIndex<Value extends object>(max: number, charactersOf?: (value: Value) => number) {
  const bounds = charactersOf && {
    maxSize: Math.max(max * CHARACTERS_PER_ENTRY, LONGEST_TOKEN),
    sizeCalculation: charactersOf,
  };
  // Made at the first token: an empty one of 1,000 takes 23 KB, and a server may have thousands of pools.
  let valuesByTail: LRUCache<string, Value> | undefined;

  return {
    get: (token: string): Value | undefined => valuesByTail?.get(token.slice(-TAIL_LENGTH), new NoOptions()),
    set(token: string, value: Value): void {
      valuesByTail ??= new LRUCache<string, Value>(withoutPrototype({ max, ...bounds }));
      // A copy, because a slice would keep the whole token alive.
      valuesByTail.set(copyOf(token.slice(-TAIL_LENGTH)), value, new NoOptions());
    },
    delete(token: string): void {
      valuesByTail?.delete(token.slice(-TAIL_LENGTH));
    },
  };
}

/**
 * Verified tokens: the tail finds an entry, and the comparison of the whole makes a hit. The tail alone would let
 * forgeries in. `token` must be a copy: one that was cut out of a larger text keeps the whole of that alive.
 */
export function createTokenCache<Entry extends { readonly token: string }>(max: number) {
  const entries = createTailIndex<Entry>(max, ({ token }) => token.length);

  return {
    get(token: string): Entry | undefined {
      const entry = entries.get(token);
      return entry?.token === token ? entry : undefined;
    },
    set: (entry: Entry): void => entries.set(entry.token, entry),
    delete: (token: string): void => entries.delete(token),
  };
}
