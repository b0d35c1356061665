import { createTestUserPool } from 'cognito-guard/testing';

export const APP = { userPoolId: 'eu-west-1_Workers12', clientId: '1example23456789abcdefghij' };

export const TOKENS_PER_SIGNER = 20;
const THIRTY_DAYS = 30 * 86_400;

export type Tokens = Awaited<ReturnType<typeof createTokens>>;
export type Signer = Awaited<ReturnType<typeof createSigner>>;

/** One pool at three moments: each signer has the keys of one of them. No token expires while a test turns the clock. */
export async function createTokens() {
  const [first, second, third] = await Promise.all([createSigner(), createSigner(), createSigner()]);
  const example = first.next();

  /** A token of the pool by its own word, under a key that nobody has. */
  function forged(): string {
    const header = JSON.stringify({ kid: crypto.randomUUID(), alg: 'RS256' });
    return example.replace(/^[^.]+/, Buffer.from(header).toString('base64url'));
  }

  return { first, second, third, forged };
}

async function createSigner() {
  const pool = await createTestUserPool(APP);
  const exp = Math.floor(Date.now() / 1000) + THIRTY_DAYS;
  const tokens = await Promise.all(Array.from({ length: TOKENS_PER_SIGNER }, () => pool.accessToken({ exp })));
  let given = 0;

  /** Each of its tokens in turn, so that an isolate remembers some and meets others for the first time. */
  function next(): string {
    given += 1;
    return tokens[given % TOKENS_PER_SIGNER] ?? '';
  }

  return { keys: pool.jwks.keys, next, several: (count: number) => Array.from({ length: count }, next) };
}
