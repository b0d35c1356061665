import { type CognitoVerifierOptions, createCognitoVerifier, REASONS } from 'cognito-guard';
import { createTestUserPool, type TestUserPool } from 'cognito-guard/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { BAD_TOKENS, GOOD_CLAIMS, goodToken, NOW, NOW_SECONDS, now, POLICY } from '../support/bad-tokens.ts';

let pool: TestUserPool;
beforeAll(async () => {
  pool = await createTestUserPool({ now });
});

const verifierOf = (options: Partial<CognitoVerifierOptions> = {}) =>
  createCognitoVerifier({ ...pool.verifierOptions, ...POLICY, ...options });

/** Reasons that are known only once the signature held. */
const AFTER_THE_SIGNATURE = [
  'claims_malformed',
  'issuer_unknown',
  'token_use_mismatch',
  'client_mismatch',
  'audience_mismatch',
  'token_expired',
  'token_not_yet_valid',
];

describe('a good token', () => {
  it('is told with its use, its claims and itself', async () => {
    const token = await goodToken(pool);
    const result = await verifierOf().verify(token);
    expect(result).toMatchObject({
      token_valid: true,
      token_use: 'access',
      token,
      claims: { ...GOOD_CLAIMS, iss: pool.issuer },
    });
    expect(Object.keys(result)).toEqual(['token_valid', 'token_use', 'claims', 'token']);
    expect(Object.isFrozen(result)).toBe(true);
  });

  it.each(['accessToken', 'idToken', 'machineToken'] as const)('may be an %s', async (kind) => {
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: ['access', 'id'] });
    expect(await verifier.verify(await pool[kind]())).toMatchObject({
      token_valid: true,
      token_use: kind === 'idToken' ? 'id' : 'access',
    });
  });

  it('may name the UPDATED issuer', async () => {
    const iss = pool.issuer.replace('https://cognito-idp.', 'https://issuer-cognito-idp.');
    expect(await verifierOf().verify(await pool.accessToken({ ...GOOD_CLAIMS, iss }))).toMatchObject({
      token_valid: true,
    });
  });

  it('has claims that nobody can change', async () => {
    const result = await verifierOf().verify(await goodToken(pool));
    expect(() => Object.assign(result.token_valid ? result.claims : {}, { sub: 'mallory' })).toThrow(TypeError);
  });

  it('keeps no __proto__ that a signed payload brings', async () => {
    const claims = JSON.parse('{"__proto__":{"admin":true}}');
    const result = await verifierOf().verify(await pool.accessToken({ ...GOOD_CLAIMS, custom: claims }));
    expect(Object.assign({}, Reflect.get(result.claims ?? {}, 'custom'))).not.toHaveProperty('admin');
  });
});

describe('a token that differs from a good one in one thing', () => {
  it.each(BAD_TOKENS)('%s: it %s', async (reason, _, forge) => {
    const [token, cold, warm] = [await forge(pool), verifierOf(), verifierOf()];
    await warm.verify(await goodToken(pool));
    for (const verifier of [cold, warm]) {
      const result = await verifier.verify(token);
      expect(result).toMatchObject({ token_valid: false, reason, message: REASONS[reason].message });
      expect(JSON.stringify({ ...result, claims: undefined })).not.toContain(token);
      // Nothing unsigned is ever told; the issuer of a token under a key that is not loaded is unsigned.
      if (verifier === warm) expect('claims' in result).toBe(AFTER_THE_SIGNATURE.includes(reason));
    }
  });

  it.each([
    ['of another pool', 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other'],
    ['of the same name in another Region', 'https://cognito-idp.eu-west-1.amazonaws.com/us-east-1_TestPool1'],
    ['that is missing', undefined],
  ])('under a key never seen, with an issuer %s, asks for no keys', async (_, iss) => {
    const asked: unknown[] = [];
    const verifier = verifierOf({
      fetch: async (input) => {
        asked.push(input);
        return pool.verifierOptions.fetch(input);
      },
    });
    const token = await pool.accessToken({ ...GOOD_CLAIMS, iss }, { kid: 'foreign' });
    expect(await verifier.verify(token)).toEqual({
      token_valid: false,
      reason: 'issuer_unknown',
      message: REASONS.issuer_unknown.message,
    });
    expect(asked).toEqual([]);
  });

  it.each(['[]', '"text"', 'null', '{', '{}{}'])(
    'is claims_malformed where the signed payload is %s',
    async (payload) => {
      const { jwk, sign } = await signerOfText();
      const verifier = verifierOf({ fetch: async () => Response.json({ keys: [jwk] }) });
      // So that the key is there: a payload without issuer asks for none.
      await verifier.ready();
      const result = await verifier.verify(await sign(payload));
      expect(result).toMatchObject({ reason: 'claims_malformed' });
      expect(result).not.toHaveProperty('claims');
    },
  );

  it('is keys_unavailable, with a time to wait, where keys never came', async () => {
    const verifier = verifierOf({
      fetch: async () => {
        throw new TypeError('fetch failed');
      },
    });
    const result = await verifier.verify(await goodToken(pool));
    expect(result).toMatchObject({
      token_valid: false,
      reason: 'keys_unavailable',
      retryAfterSeconds: 1,
      cause: expect.any(Error),
    });
    expect(result).not.toHaveProperty('claims');
  });
});

/** Signs a payload of any text; the kit signs JSON only. */
async function signerOfText() {
  const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const keyParameters = { ...rs256, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  const { publicKey, privateKey } = await crypto.subtle.generateKey(keyParameters, true, ['sign', 'verify']);
  const { n, e, kty } = await crypto.subtle.exportKey('jwk', publicKey);
  const encoded = (bytes: string | ArrayBuffer) => Buffer.from(bytes as string).toString('base64url');
  const header = encoded(JSON.stringify({ kid: 'text', alg: 'RS256' }));

  async function sign(payload: string): Promise<string> {
    const signingInput = `${header}.${encoded(payload)}`;
    const signature = await crypto.subtle.sign(rs256.name, privateKey, new TextEncoder().encode(signingInput));
    return `${signingInput}.${encoded(signature)}`;
  }
  return { jwk: { kty, n, e, kid: 'text' }, sign };
}

describe('what is no token', () => {
  it.each([
    [undefined, 'token_missing'],
    [null, 'token_missing'],
    ['', 'token_missing'],
    [7, 'token_malformed'],
    [{}, 'token_malformed'],
    [[], 'token_malformed'],
    [Symbol('token'), 'token_malformed'],
    [() => 'token', 'token_malformed'],
    [Buffer.from('token'), 'token_malformed'],
  ])('%s is refused, never thrown', async (token, reason) => {
    expect(await verifierOf().verify(token as never)).toMatchObject({ token_valid: false, reason });
  });
});

describe('a token seen before', () => {
  /** A verifier whose clock and key set the test moves. */
  function moving() {
    let time = NOW;
    let fetches = 0;
    let keys: readonly object[] = pool.jwks.keys;
    const verifier = createCognitoVerifier({
      ...pool.verifierOptions,
      now: () => time,
      fetch: async () => {
        fetches += 1;
        return Response.json({ keys });
      },
      tokenUse: 'access',
    });
    return {
      verifier,
      later: (ms: number) => {
        time += ms;
      },
      publish: (set: readonly object[]) => {
        keys = set;
      },
      fetches: () => fetches,
    };
  }

  it('gives the very same result', async () => {
    const [verifier, token] = [verifierOf(), await goodToken(pool)];
    expect(await verifier.verify(token)).toBe(await verifier.verify(token));
  });

  it('is verified anew each time with tokenCache: false', async () => {
    const [verifier, token] = [verifierOf({ tokenCache: false }), await goodToken(pool)];
    const [first, second] = [await verifier.verify(token), await verifier.verify(token)];
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
  });

  it('expires, with its claims told', async () => {
    const { verifier, later } = moving();
    const token = await pool.accessToken({ exp: NOW_SECONDS + 60 });
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    later(59_999);
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    later(1);
    expect(await verifier.verify(token)).toMatchObject({ reason: 'token_expired', claims: { exp: NOW_SECONDS + 60 } });
  });

  it('is not valid yet again where the clock was set back', async () => {
    const { verifier, later } = moving();
    const token = await pool.accessToken({ nbf: NOW_SECONDS });
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    later(-1_000);
    expect(await verifier.verify(token)).toMatchObject({ reason: 'token_not_yet_valid' });
  });

  it('is refused once its key has left the set', async () => {
    const { verifier, later, publish } = moving();
    const token = await pool.accessToken();
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    publish(pool.jwks.keys.slice(0, 1));
    later(15 * 60_000);
    expect(await verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
    publish(pool.jwks.keys);
    later(10_000);
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
  });

  it('is still good after a refresh that brought the same key', async () => {
    const { verifier, later, fetches } = moving();
    const token = await pool.accessToken();
    const first = await verifier.verify(token);
    later(15 * 60_000);
    expect(await verifier.verify(token)).toBe(first);
    expect(fetches()).toBe(2);
  });

  it('asks for fresh keys, though the service sees no other token', async () => {
    const { verifier, later, fetches } = moving();
    const token = await pool.accessToken({ exp: NOW_SECONDS + 86_400 });
    for (let minutes = 0; minutes < 60; minutes += 1) {
      expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
      await new Promise((resolve) => setImmediate(resolve));
      later(60_000);
    }
    expect(fetches()).toBe(12);
  });

  it('is judged by signature again where another key took its kid', async () => {
    const { verifier, later, publish } = moving();
    const token = await pool.accessToken();
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    const { jwks } = await createTestUserPool();
    publish(jwks.keys.map((key, at) => ({ ...key, kid: pool.jwks.keys[at]?.kid })));
    later(15 * 60_000);
    expect(await verifier.verify(token)).toMatchObject({ reason: 'signature_invalid' });
  });

  it('is not answered for by one that only ends like it', async () => {
    const [verifier, token] = [verifierOf(), await goodToken(pool)];
    await verifier.verify(token);
    const [header = '', , signature = ''] = token.split('.');
    const [, payload = ''] = (await pool.accessToken({ ...GOOD_CLAIMS, sub: 'mallory' })).split('.');
    expect(await verifier.verify(`${header}.${payload}.${signature}`)).toMatchObject({ reason: 'signature_invalid' });
  });
});
