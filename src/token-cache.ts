import { LRUCache } from 'lru-cache';

// Invariant: only tokens that passed every check go in, so forged input can neither enter nor evict. An entry answers
// for exactly the string that was verified. It has no time to live: its key and its claims are judged at each use.

/** 254 bits of the signature: enough to tell tokens apart, and 43 characters cost a quarter of hashing the whole token. */
const TAIL_LENGTH = 43;

export function createTokenCache<Entry extends { readonly token: string }>(max: number) {
  const entriesByTail = new LRUCache<string, Entry>({ max });

  return {
    get(token: string): Entry | undefined {
      const entry = entriesByTail.get(token.slice(-TAIL_LENGTH));
      // The tail alone would be a forgery hole: only the comparison of the whole makes a hit.
      return entry?.token === token ? entry : undefined;
    },
    set(entry: Entry): void {
      entriesByTail.set(entry.token.slice(-TAIL_LENGTH), entry);
    },
    delete(token: string): void {
      entriesByTail.delete(token.slice(-TAIL_LENGTH));
    },
  };
}
