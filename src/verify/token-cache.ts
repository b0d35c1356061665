import { LRUCache } from 'lru-cache';

// Invariant: only tokens that passed every check go in, so forged input can neither enter nor evict. An entry answers
// for exactly the string that was verified. It has no time to live: its key and its claims are judged at each use.

/** 254 bits of the signature: enough to tell tokens apart, and 43 characters cost a quarter of hashing the whole token. */
const TAIL_LENGTH = 43;

/** What was found for a token before, by the end of its signature alone: good for a hint, not for an answer. */
export function createTailIndex<Value extends object>(max: number) {
  // Made at the first token: an empty one of 1,000 takes 23 KB, and a server may have thousands of pools.
  let valuesByTail: LRUCache<string, Value> | undefined;

  return {
    get: (token: string): Value | undefined => valuesByTail?.get(token.slice(-TAIL_LENGTH)),
    set(token: string, value: Value): void {
      valuesByTail ??= new LRUCache<string, Value>({ max });
      valuesByTail.set(token.slice(-TAIL_LENGTH), value);
    },
    delete(token: string): void {
      valuesByTail?.delete(token.slice(-TAIL_LENGTH));
    },
  };
}

/** For an index that keeps no token: a slice would keep the whole of it alive. */
export function copyOfTail(token: string): string {
  return copyOf(token.slice(-TAIL_LENGTH));
}

/** Verified tokens: the tail finds an entry, the comparison of the whole makes a hit. The tail alone would be a forgery hole. */
export function createTokenCache<Entry extends { readonly token: string }>(max: number) {
  const entries = createTailIndex<Entry>(max);

  return {
    get(token: string): Entry | undefined {
      const entry = entries.get(token);
      return entry?.token === token ? entry : undefined;
    },
    set: (entry: Entry): void => entries.set(entry.token, entry),
    delete: (token: string): void => entries.delete(token),
  };
}

export type HeaderMemo = ReturnType<typeof createHeaderMemo>;

/**
 * The last good header and its `kid`: text, and no word on any token's worth. Cognito's tokens of one use share one header,
 * and reading it again costs a sixth of the work on a new token.
 */
export function createHeaderMemo() {
  let lastHeader: string | undefined;
  let lastKid = '';

  return {
    kidOf<Refusal>(header: string, read: (header: string) => string | Refusal): string | Refusal {
      if (header === lastHeader) return lastKid;
      const kid = read(header);
      if (typeof kid === 'string') {
        lastHeader = copyOf(header);
        lastKid = kid;
      }
      return kid;
    },
  };
}

/** Parsed, and so a text of its own. */
function copyOf(base64urlText: string): string {
  return JSON.parse(`"${base64urlText}"`);
}
