import { LRUCache } from 'lru-cache';
import { LONGEST_TOKEN } from '../options/verifier-config.ts';
import { withoutPrototype } from '../own-member.ts';

// Invariant: only tokens with a good signature and good claims go in, so forged input can neither enter nor evict. An entry answers
// for exactly the string that was verified. It has no time to live: its key and its claims are judged at each use.

/** 254 bits of the signature: enough to tell tokens apart, and 43 characters cost a quarter of hashing the whole token. */
const TAIL_LENGTH = 43;

/** Characters that an entry may have on average. A token of Cognito has about 1,000, and some 2,000 with many groups. */
const CHARACTERS_PER_ENTRY = 2_048;

/**
 * What each call of lru-cache gets: it writes into its options, and reads inherited ones. A class, because an object literal
 * without prototype takes as long to make as the whole look-up.
 */
class NoOptions {}
Object.setPrototypeOf(NoOptions.prototype, null);

/**
 * Verified tokens, bounded by number and by characters, so that a few large ones cannot fill the memory. The tail finds an
 * entry, and the comparison of the whole makes a hit: the tail alone would let forgeries in. `token` must be a copy, because
 * one that was cut out of a larger text keeps the whole of that alive.
 */
export function createTokenCache<Entry extends { readonly token: string }>(max: number) {
  // Made at the first token: an empty one of 1,000 takes 23 KB, and a server may have thousands of pools.
  let entriesByTail: LRUCache<string, Entry> | undefined;

  function createCache() {
    const maxSize = Math.max(max * CHARACTERS_PER_ENTRY, LONGEST_TOKEN);
    const sizeCalculation = ({ token }: Entry) => token.length;
    return new LRUCache<string, Entry>(withoutPrototype({ max, maxSize, sizeCalculation }));
  }

  return {
    get(token: string): Entry | undefined {
      const entry = entriesByTail?.get(tailOf(token), new NoOptions());
      return entry?.token === token ? entry : undefined;
    },
    set(entry: Entry): void {
      entriesByTail ??= createCache();
      entriesByTail.set(tailOf(entry.token), entry, new NoOptions());
    },
    delete(token: string): void {
      entriesByTail?.delete(tailOf(token));
    },
  };
}

const tailOf = (token: string) => token.slice(-TAIL_LENGTH);
