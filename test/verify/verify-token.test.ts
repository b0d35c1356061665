import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { CHANNELS, type CognitoVerifierOptions, createCognitoVerifier, REASONS } from 'cognito-guard';
import { createTestUserPool, type TestUserPool, tamper } from 'cognito-guard/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKeySource } from '../../src/jwks/key-source.ts';
import { parseKeySet } from '../../src/jwks/parse-key-set.ts';
import { importKey } from '../../src/jwks/rs256-key.ts';
import { resolveOptions } from '../../src/options/resolve-options.ts';
import { createTokenVerification } from '../../src/verify/verify-token.ts';
import { BAD_TOKENS, GOOD_CLAIMS, goodToken, NOW, NOW_SECONDS, now, POLICY } from '../support/bad-tokens.ts';

let pool: TestUserPool;
beforeAll(async () => {
  pool = await createTestUserPool({ now });
});

const verifierOf = (options: Partial<CognitoVerifierOptions> = {}) =>
  createCognitoVerifier({ ...pool.verifierOptions, ...POLICY, ...options });

const NO_TIME = 'now() gave no plausible time in milliseconds since 1970';

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
      expect(result).toMatchObject({ reason: 'claims_malformed', cause: 'the payload is not a JSON object' });
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

describe('what happens while a token is under way', () => {
  const MINUTE = 60_000;

  /** A verification whose signature checks and key fetches take as long as the test wants. */
  function slow(options: Partial<CognitoVerifierOptions> = {}) {
    let time = NOW;
    let published: { readonly keys: readonly object[] } = pool.jwks;
    let [check, fetched] = [Promise.resolve(), Promise.resolve()];
    let checks = 0;
    const config = resolveOptions({
      ...pool.verifierOptions,
      tokenUse: ['access', 'id'],
      now: () => time,
      ...options,
    });
    const keys = createKeySource({
      ...config,
      async load() {
        const keySet = parseKeySet(published);
        await fetched;
        return keySet;
      },
      async importKey(n) {
        const { verifies } = await importKey(n);
        return {
          async verifies(...args) {
            checks += 1;
            await check;
            return verifies(...args);
          },
        };
      },
    });
    /** A gate that the test opens. */
    const gate = () => {
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      return { opened, open };
    };
    return {
      verify: createTokenVerification(config, keys),
      keys,
      checks: () => checks,
      later: (ms: number) => {
        time += ms;
      },
      publish: (jwks: readonly object[]) => {
        published = { keys: jwks };
      },
      holdChecks() {
        const { opened, open } = gate();
        check = opened;
        return open;
      },
      holdFetches() {
        const { opened, open } = gate();
        fetched = opened;
        return open;
      },
    };
  }

  const longLived = { exp: NOW_SECONDS + 86_400 };
  const [idKey, accessKey] = [() => pool.jwks.keys[0] as object, () => pool.jwks.keys[1] as object];
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('a key that leaves the pool during the signature check lets nobody in', async () => {
    const { verify, keys, later, publish, holdChecks, checks } = slow();
    await keys.ready();
    const release = holdChecks();
    const verifying = verify(await pool.accessToken(longLived));
    await settled();
    expect(checks()).toBe(1);
    publish([idKey()]);
    later(6 * MINUTE);
    await keys.ready();
    release();
    expect(await verifying).toMatchObject({ reason: 'key_unknown' });
  });

  it('nor does one that leaves while the process is frozen for hours in that check', async () => {
    const { verify, keys, later, publish, holdChecks } = slow();
    await keys.ready();
    const release = holdChecks();
    const verifying = verify(await pool.accessToken(longLived));
    await settled();
    publish([idKey()]);
    later(6 * 60 * MINUTE);
    release();
    expect(await verifying).toMatchObject({ reason: 'key_unknown' });
  });

  it('a key that is replaced under its kid during the check is not the one that counts', async () => {
    const { verify, keys, later, publish, holdChecks, checks } = slow();
    await keys.ready();
    const release = holdChecks();
    const verifying = verify(await pool.accessToken(longLived));
    await settled();
    publish([{ ...idKey(), kid: Reflect.get(accessKey(), 'kid') }]);
    later(6 * MINUTE);
    await keys.ready();
    release();
    expect(await verifying).toMatchObject({ reason: 'signature_invalid' });
    expect(checks()).toBe(2);
  });

  it('a token is good whose key only comes under its kid during the check', async () => {
    const { verify, keys, later, publish, holdChecks } = slow();
    publish([{ ...idKey(), kid: Reflect.get(accessKey(), 'kid') }]);
    await keys.ready();
    const release = holdChecks();
    const verifying = verify(await pool.accessToken(longLived));
    await settled();
    publish(pool.jwks.keys);
    later(6 * MINUTE);
    await keys.ready();
    release();
    expect(await verifying).toMatchObject({ token_valid: true });
  });

  it('a key that stays through a refresh is no reason to check again', async () => {
    const { verify, keys, later, holdChecks, checks } = slow();
    await keys.ready();
    const release = holdChecks();
    const verifying = verify(await pool.accessToken(longLived));
    await settled();
    later(16 * MINUTE);
    release();
    expect(await verifying).toMatchObject({ token_valid: true });
    expect(checks()).toBe(1);
  });

  it('a token that expires during the signature check is expired', async () => {
    const { verify, keys, later, holdChecks } = slow();
    await keys.ready();
    const release = holdChecks();
    const verifying = verify(await pool.accessToken({ exp: NOW_SECONDS + 60 }));
    await settled();
    later(MINUTE);
    release();
    expect(await verifying).toMatchObject({ reason: 'token_expired' });
  });

  it('a remembered token that expires while it waits for fresh keys is expired', async () => {
    const { verify, later, holdFetches } = slow();
    const token = await pool.accessToken({ exp: NOW_SECONDS + 16 * 60 + 1 });
    expect(await verify(token)).toMatchObject({ token_valid: true });
    later(16 * MINUTE);
    const release = holdFetches();
    const verifying = verify(token);
    await settled();
    later(1_000);
    release();
    expect(await verifying).toMatchObject({ reason: 'token_expired' });
  });

  it('a refusal is told once on the channel, whatever was asked again on the way', async () => {
    const heard: unknown[] = [];
    const listen = (message: unknown) => heard.push(message);
    const { verify, keys, later, publish, holdChecks } = slow();
    await keys.ready();
    const token = await pool.accessToken(longLived);
    const release = holdChecks();
    subscribe(CHANNELS.refusal, listen);
    try {
      const verifying = verify(token);
      await settled();
      publish([idKey()]);
      later(16 * MINUTE);
      release();
      await verifying;
    } finally {
      unsubscribe(CHANNELS.refusal, listen);
    }
    expect(heard).toEqual([{ reason: 'key_unknown' }]);
  });

  it('a remembered token whose key is gone takes up no place any more', async () => {
    const { verify, later, publish, checks } = slow({ tokenCache: { max: 2 } });
    const gone = await pool.accessToken(longLived);
    const [kept, another] = [await pool.idToken(longLived), await pool.idToken(longLived)];
    const first = await verify(kept);
    await verify(gone);
    publish([idKey()]);
    later(16 * MINUTE);
    expect(await verify(gone)).toMatchObject({ reason: 'key_unknown' });
    expect(await verify(another)).toMatchObject({ token_valid: true });
    expect(await verify(kept)).toBe(first);
    expect(checks()).toBe(3);
  });
});

describe('where something fails that has nothing to do with the token', () => {
  const failing = (verifies: () => boolean | Promise<boolean>) => {
    const config = resolveOptions({ ...pool.verifierOptions, tokenUse: 'access' });
    const load = async () => parseKeySet(pool.jwks);
    return createTokenVerification(config, createKeySource({ ...config, load, importKey: () => ({ verifies }) }));
  };
  const broken = new Error('out of memory');

  it.each<[title: string, verifies: () => boolean | Promise<boolean>]>([
    [
      'the cryptography throws',
      () => {
        throw broken;
      },
    ],
    ['the cryptography rejects', () => Promise.reject(broken)],
  ])('%s: it is a 503 and no judgement, nor a rejection', async (_, verifies) => {
    expect(await failing(verifies)(await goodToken(pool))).toMatchObject({
      reason: 'keys_unavailable',
      retryAfterSeconds: 1,
      cause: broken,
    });
  });

  it.each<[title: string, now: () => number]>([
    [
      'throws',
      () => {
        throw broken;
      },
    ],
    ['is NaN', () => Number.NaN],
    ['is infinite', () => Number.POSITIVE_INFINITY],
    ['is a BigInt', () => 1n as never],
    ['counts seconds, by which no token would ever expire', () => Math.floor(NOW / 1000)],
    ['counts minutes', () => Math.floor(NOW / 60_000)],
    ['begins with the process, as performance.now()', () => 1_234.5],
    ['was never set', () => Date.UTC(2000, 0, 1)],
    ['counts microseconds', () => NOW * 1000],
    ['is a Date', () => new Date(NOW) as never],
    ['is text', () => String(NOW) as never],
    ['is undefined', () => undefined as never],
  ])('a clock that %s makes every token a 503, remembered ones too', async (_, wrong) => {
    let now: () => number = () => NOW;
    const verifier = verifierOf({ now: () => now() });
    const token = await goodToken(pool);
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    now = wrong;
    for (const given of [token, await pool.accessToken(GOOD_CLAIMS)]) {
      expect(await verifier.verify(given)).toMatchObject({ reason: 'keys_unavailable', cause: NO_TIME });
    }
    expect(verifier.health()).toEqual({ status: 'unavailable', lastError: NO_TIME });
    expect(await verifier.ready()).toEqual({ status: 'unavailable', lastError: NO_TIME });
    now = () => NOW;
    expect(verifier.health()).not.toHaveProperty('lastError');
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
  });
});

describe('whatever fetch does, verify resolves: it', () => {
  const text = JSON.stringify({ keys: [] });
  const throwing = (name: string) =>
    Object.defineProperty({ status: 200, body: null }, name, {
      get: () => {
        throw new Error(name);
      },
    });
  const thrower = new Proxy(
    {},
    {
      get: () => {
        throw new Error('touched');
      },
    },
  );
  const rejecting = () => new ReadableStream({ start: (stream) => stream.error(new Error('cut off')) });
  const lockedBody = () => {
    const body = new Response(text).body;
    body?.getReader();
    return body;
  };

  it.each<[title: string, fetch: () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('sync');
      },
    ],
    [
      'throws a string',
      () => {
        throw 'sync';
      },
    ],
    [
      'throws undefined',
      () => {
        throw undefined;
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('fetch failed'))],
    ['rejects with undefined', () => Promise.reject()],
    ['never answers', () => new Promise(() => {})],
    ['answers undefined', () => undefined],
    ['answers null', () => null],
    ['answers text', () => text],
    ['answers a number', () => 200],
    ['answers a symbol', () => Symbol('response')],
    ['answers a function', () => () => text],
    ['answers an array', () => []],
    ['answers the key set', () => ({ keys: [] })],
    ['answers a status alone', () => ({ status: 200 })],
    ['answers a status that is text', () => ({ status: '200', body: null })],
    ['answers a status that is NaN', () => ({ status: Number.NaN })],
    ['answers with text() alone', () => ({ status: 200, text: async () => text })],
    ['answers with json() alone', () => ({ status: 200, json: async () => ({ keys: [] }) })],
    ['answers with a body that is text', () => ({ status: 200, body: text })],
    ['answers with a body of numbers', () => ({ status: 200, body: [1, 2] })],
    ['answers with a body that is locked', () => ({ status: 200, body: lockedBody() })],
    [
      'answers with a body that was read',
      async () => {
        const read = new Response(text);
        await read.text();
        return read;
      },
    ],
    ['answers with a body that fails', () => new Response(rejecting())],
    ['answers with a body that never ends', () => new Response(new ReadableStream())],
    [
      'answers with a reader that gives undefined',
      () => ({ status: 200, body: { getReader: () => ({ read: async () => undefined }) } }),
    ],
    ['answers with a reader without read', () => ({ status: 200, body: { getReader: () => ({}) } })],
    [
      'answers with a reader that cannot be had',
      () => ({
        status: 200,
        body: {
          getReader() {
            throw new Error('no');
          },
        },
      }),
    ],
    [
      'answers with an iterable that throws',
      () => ({
        status: 200,
        body: { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no')) }) },
      }),
    ],
    [
      'answers with an iterable of objects',
      () => ({
        status: 200,
        body: (async function* () {
          yield {};
        })(),
      }),
    ],
    ['answers with a status that throws', () => throwing('status')],
    ['answers with a body that throws', () => throwing('body')],
    ['answers with a response that throws at every touch', () => thrower],
    ['answers a promise that never settles', async () => new Promise(() => {})],
    [
      'answers with a cancel that throws',
      () => ({
        status: 500,
        body: {
          cancel() {
            throw new Error('no');
          },
        },
      }),
    ],
    [
      'answers with empty chunks for ever',
      () => new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array()) })),
    ],
    [
      'answers with a reader that ends neither when it is read nor when it is cancelled',
      () => ({
        status: 200,
        body: { getReader: () => ({ read: () => new Promise(() => {}), cancel: () => new Promise(() => {}) }) },
      }),
    ],
    ['answers after a redirect', () => ({ status: 200, redirected: true, body: new Response(text).body })],
    ['answers an error response', () => Response.error()],
    ['answers a page', () => new Response('<html>')],
    ['answers null as JSON', () => new Response('null')],
    ['answers a status beyond all', () => ({ status: 999, body: null })],
  ])('%s', async (_, fetch) => {
    const verifier = verifierOf({ fetch: fetch as never, keys: { fetchTimeoutMs: 2 } });
    const result = await verifier.verify(await goodToken(pool));
    expect(result).toMatchObject({ reason: 'keys_unavailable' });
    // Two where a busy machine lets the caller's own time run out before the attempt's: then the attempt is not over yet.
    expect([1, 2]).toContain(result.token_valid || result.retryAfterSeconds);
  });
});

describe('with an emulator, which makes a new key under its old kid at each start,', () => {
  const ISSUER = 'http://localhost:9229/local_1';

  /** A verifier that knows a key, while the emulator has been started anew and has another under the same kid. */
  async function restarted(emulator: { readonly issuer: string } | undefined) {
    const options = { userPoolId: 'eu-west-1_Emulated1', clientId: 'emulated', now };
    const [before, after] = [await createTestUserPool(options), await createTestUserPool(options)];
    let time = NOW;
    let fetches = 0;
    let keys: readonly object[] = before.jwks.keys;
    const verifier = createCognitoVerifier({
      userPoolId: options.userPoolId,
      clientId: options.clientId,
      tokenUse: 'access',
      ...(emulator !== undefined && { emulator }),
      now: () => time,
      fetch: async () => {
        fetches += 1;
        return Response.json({ keys });
      },
    });
    await verifier.ready();
    const kids = before.jwks.keys.map(({ kid }) => kid);
    keys = after.jwks.keys.map((key, at) => ({ ...key, kid: kids[at] }));
    const iss = emulator?.issuer ?? before.issuer;
    return {
      verifier,
      fresh: (claims = {}) => after.accessToken({ iss, ...claims }, { kid: kids[1] }),
      old: () => before.accessToken({ iss }),
      fetches: () => fetches,
      later: (ms: number) => {
        time += ms;
      },
    };
  }

  it('a bad signature causes one refresh, and the token is good by the new key', async () => {
    const { verifier, fresh, old, fetches } = await restarted({ issuer: ISSUER });
    expect(await verifier.verify(await fresh())).toMatchObject({ token_valid: true });
    expect(fetches()).toBe(2);
    expect(await verifier.verify(await old())).toMatchObject({ reason: 'signature_invalid' });
  });

  it('bad signatures cause no more than one refresh in ten seconds', async () => {
    const { verifier, fresh, fetches, later } = await restarted({ issuer: ISSUER });
    const forged = tamper(await fresh());
    for (let attack = 0; attack < 50; attack += 1) {
      expect(await verifier.verify(forged)).toMatchObject({ reason: 'signature_invalid' });
      later(190);
    }
    expect(fetches()).toBe(2);
    later(1_000);
    expect(await verifier.verify(forged)).toMatchObject({ reason: 'signature_invalid' });
    expect(fetches()).toBe(3);
  });

  it('a bad signature is one while the emulator is down, and no 503', async () => {
    const own = await createTestUserPool({ now });
    let isUp = true;
    const verifier = createCognitoVerifier({
      userPoolId: own.userPoolId,
      clientId: own.clientId,
      tokenUse: 'access',
      emulator: { issuer: own.issuer },
      now,
      fetch: async () => (isUp ? Response.json(own.jwks) : new Response(null, { status: 500 })),
    });
    await verifier.ready();
    isUp = false;
    expect(await verifier.verify(tamper(await own.accessToken()))).toMatchObject({ reason: 'signature_invalid' });
  });

  it('and without that word a bad signature causes none', async () => {
    const { verifier, fresh, fetches } = await restarted(undefined);
    for (let attack = 0; attack < 5; attack += 1) {
      expect(await verifier.verify(await fresh())).toMatchObject({ reason: 'signature_invalid' });
    }
    expect(fetches()).toBe(1);
  });
});

describe('what is published of a refusal', () => {
  async function heardWhile(run: () => Promise<unknown>): Promise<unknown[]> {
    const heard: unknown[] = [];
    const listen = (message: unknown) => heard.push(message);
    subscribe(CHANNELS.refusal, listen);
    try {
      await run();
    } finally {
      unsubscribe(CHANNELS.refusal, listen);
    }
    return heard;
  }

  it.each(BAD_TOKENS)('%s, of a token that %s, is one message of reason and cause', async (reason, _, forge) => {
    const token = await forge(pool);
    const verifier = verifierOf();
    await verifier.ready();
    const results: unknown[] = [];
    const heard = await heardWhile(async () => results.push(await verifier.verify(token)));
    const cause = Reflect.get(results[0] as object, 'cause');
    expect(heard).toEqual([cause === undefined ? { reason } : { reason, cause }]);
    // A cause names a claim or a slip. It is text of ours, and never a value of the token.
    if (cause !== undefined) expect(cause).toMatch(/^(claim '[a-z_:]+' is|it |the header |a segment )/);
  });

  it('is nothing for a good token, remembered or not', async () => {
    const [verifier, token] = [verifierOf(), await goodToken(pool)];
    expect(
      await heardWhile(async () => {
        await verifier.verify(token);
        await verifier.verify(token);
      }),
    ).toEqual([]);
  });

  it('is a message for each time that a remembered token is refused', async () => {
    let time = NOW;
    const verifier = verifierOf({ now: () => time });
    const token = await pool.accessToken({ ...GOOD_CLAIMS, exp: NOW_SECONDS + 60 });
    await verifier.verify(token);
    time += 60_000;
    const heard = await heardWhile(async () => {
      await verifier.verify(token);
      await verifier.verify(token);
    });
    expect(heard).toEqual(Array(2).fill({ reason: 'token_expired', cause: "claim 'exp' is not accepted" }));
  });
});
