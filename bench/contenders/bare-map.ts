import type { Contender } from '../measure/drive.ts';

export const BARE_MAP = 'bare Map';

/** The least that a memory of tokens can do: found by the same 43 last characters, compared as a whole, nothing judged. */
export function bareMap(tokens: readonly string[]): Contender {
  const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const entriesByTail = new Map(tokens.map((token) => [token.slice(-43), { token, claims: claimsOf(token) }]));
  return {
    name: BARE_MAP,
    verify(token) {
      const found = entriesByTail.get(token.slice(-43));
      return Promise.resolve(found?.token === token ? found.claims : undefined);
    },
  };
}
