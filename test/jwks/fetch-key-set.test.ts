import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { fetchKeySet, parseKeySet } from '../../src/jwks/fetch-key-set.ts';
import { modulusOf } from '../support/usable-modulus.ts';

const JWK = { kty: 'RSA', kid: 'a', n: modulusOf(2048), e: 'AQAB', alg: 'RS256', use: 'sig' };
const SET = { keys: [JWK] };
const ORIGINAL = 'https://cognito-idp.eu-west-1.amazonaws.com';
const UPDATED = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com';
const PATH = '/eu-west-1_AbCdEf123/.well-known/jwks.json';

/** A deadline that no test reaches, however slow the machine is. */
const FAR_DEADLINE_MS = 60_000;

const load = (urls: readonly string[] = [ORIGINAL + PATH], timeoutMs = FAR_DEADLINE_MS) =>
  fetchKeySet(urls, { fetch: (input, init) => globalThis.fetch(input, init), timeoutMs });

/** Why a load failed, in the words of the error underneath. */
const whyNot = async (loading: Promise<unknown>) => {
  const error = await loading.then(
    () => new Error('It loaded'),
    (failure: Error) => failure,
  );
  return [error.message, String((error.cause as Error | undefined)?.message)];
};

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

class PlatformWithoutCache {
  constructor() {
    throw new TypeError("The 'cache' field on 'RequestInitializerDict' is not implemented.");
  }
}

describe('a download', () => {
  it('is one plain request that keeps no socket', async () => {
    const seen: Record<string, string | undefined>[] = [];
    nock(ORIGINAL)
      .get(PATH)
      .reply(200, function reply() {
        seen.push(this.req.headers as never);
        return SET;
      });
    expect([...(await load())]).toEqual([['a', JWK.n]]);
    expect(seen).toHaveLength(1);
    expect(String(seen[0]?.accept)).toBe('application/json');
    expect(String(seen[0]?.connection)).toBe('close');
    expect(seen[0]).not.toHaveProperty('authorization');
  });

  it.each([
    ['text/plain', JSON.stringify(SET), { 'content-type': 'text/plain' }],
    ['a byte order mark', `\ufeff${JSON.stringify(SET)}`, {}],
    [
      'keys of other kinds beside',
      JSON.stringify({ keys: [{ kty: 'EC' }, null, 7, 'x', [], JWK, { kty: 'OKP' }], more: 1 }),
      {},
    ],
    ['exactly 64 KiB', JSON.stringify(SET).padEnd(65_536), {}],
  ])('with %s is taken', async (_, body, headers) => {
    nock(ORIGINAL).get(PATH).reply(200, body, headers);
    expect([...(await load()).keys()]).toEqual(['a']);
  });

  it.each([204, 206, 302, 304, 403, 404, 429, 500, 503])(
    'with status %i fails, and is not tried again',
    async (status) => {
      nock(ORIGINAL)
        .get(PATH)
        .reply(status, status === 204 || status === 304 ? undefined : SET, { location: `${UPDATED}${PATH}` });
      expect(await whyNot(load())).toEqual([
        `No usable key set from ${ORIGINAL}${PATH}`,
        `The key endpoint answered ${status}, not 200`,
      ]);
    },
  );

  it.each([
    ['a page', '<h1>Sorry</h1>', /not valid JSON/],
    ['nothing', '', /JSON/],
    ['half of it', JSON.stringify(SET).slice(0, 300), /JSON/],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /encoded data/],
    ['an array', '[]', /an array named keys/],
    ['more than 64 KiB', JSON.stringify(SET).padEnd(65_537), /larger than 65536 bytes/],
    ['no keys', '{}', /an array named keys/],
    ['keys that are null', '{"keys":null}', /an array named keys/],
    ['keys that are empty', '{"keys":[]}', /no usable key/],
  ])('with %s fails, and is not tried again', async (_, body, message) => {
    nock(ORIGINAL).get(PATH).reply(200, body);
    expect((await whyNot(load()))[1]).toMatch(message);
  });

  it('is tried a second time where fetch itself fails', async () => {
    nock(ORIGINAL).get(PATH).replyWithError('reset').get(PATH).reply(200, SET);
    expect((await load()).size).toBe(1);
  });

  it('is tried twice and no more', async () => {
    nock(ORIGINAL).get(PATH).replyWithError('reset').get(PATH).replyWithError('reset again');
    expect((await whyNot(load()))[1]).toBe('reset again');
  });

  it('reads an answer without a body as no JSON', async () => {
    const fetch = async () => new Response(null, { status: 200 });
    expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: FAR_DEADLINE_MS })))[1]).toMatch(/JSON/);
  });

  it('cancels what it does not read', async () => {
    const cancel = vi.fn();
    const endless = () => new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(40_000)), cancel });
    for (const status of [200, 500]) {
      const fetch = async () => new Response(endless(), { status });
      await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: FAR_DEADLINE_MS }));
    }
    expect(cancel).toHaveBeenCalledTimes(2);
  });

  it('cancels what comes after the deadline, from a fetch that does not obey its signal', async () => {
    const cancel = vi.fn();
    let arrive: (response: Response) => void = () => {};
    const fetch = () => new Promise<Response>((resolve) => (arrive = resolve));
    await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 10 }));
    arrive(new Response(new ReadableStream({ cancel })));
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledTimes(1), { timeout: FAR_DEADLINE_MS });
  });

  it('asks for no cached answer, except on a platform that throws at the word', async () => {
    const fetch = vi.fn(async (_url: unknown, _init?: object) => new Response(null, { status: 404 }));
    const ask = () => whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: FAR_DEADLINE_MS }));
    await ask();
    vi.stubGlobal('Request', PlatformWithoutCache);
    await ask();
    vi.unstubAllGlobals();
    const caches = fetch.mock.calls.map(([, init]) => Reflect.get(init ?? {}, 'cache'));
    expect(caches).toEqual(['no-store', undefined]);
  });

  it('survives a body that cannot be cancelled', async () => {
    const stubborn = () =>
      new ReadableStream({
        pull: (stream) => stream.enqueue(new Uint8Array(40_000)),
        cancel: () => Promise.reject(new Error('No')),
      });
    for (const status of [200, 500]) {
      const fetch = async () => new Response(stubborn(), { status });
      expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: FAR_DEADLINE_MS })))[0]).toMatch(
        /No usable key set/,
      );
    }
  });

  it('without a body and with another status fails all the same', async () => {
    const fetch = async () => new Response(null, { status: 404 });
    expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: FAR_DEADLINE_MS })))[1]).toMatch(/404/);
  });
});

describe('the deadline', () => {
  const hangs = () => new Promise<Response>(() => {});

  it('ends a fetch that does not obey its signal', async () => {
    const fetch = vi.fn(hangs);
    expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 20 })))[1]).toMatch(/timeout/);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('is no reason for a second try', async () => {
    const fetch = vi.fn(
      (_: unknown, init?: RequestInit) =>
        new Promise<Response>((_resolve, fail) =>
          init?.signal?.addEventListener('abort', () => fail(init.signal?.reason)),
        ),
    );
    await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 20 }));
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('ends a body that drips', async () => {
    const fetch = async () =>
      new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(1)) }));
    expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 20 })))[1]).toMatch(/timeout/);
  });

  it('is shared equally by two hosts', async () => {
    const fetch = vi.fn(hangs);
    const start = performance.now();
    await whyNot(fetchKeySet(['https://a/jwks', 'https://b/jwks'], { fetch, timeoutMs: 100 }));
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(performance.now() - start).toBeGreaterThan(90);
  });
});

describe('of the two issuer hosts', () => {
  it('the second is not asked where the first answers', async () => {
    nock(ORIGINAL).get(PATH).reply(200, SET);
    expect((await load([ORIGINAL + PATH, UPDATED + PATH])).size).toBe(1);
  });

  it('the second serves where the first fails', async () => {
    nock(ORIGINAL).get(PATH).reply(500);
    nock(UPDATED).get(PATH).reply(200, SET);
    expect((await load([ORIGINAL + PATH, UPDATED + PATH])).size).toBe(1);
  });

  it("the first one's error is told, since the second's 403 is normal", async () => {
    nock(ORIGINAL).get(PATH).reply(500);
    nock(UPDATED).get(PATH).reply(403);
    expect(await whyNot(load([ORIGINAL + PATH, UPDATED + PATH]))).toEqual([
      `No usable key set from ${ORIGINAL}${PATH}`,
      'The key endpoint answered 500, not 200',
    ]);
  });
});

describe('a key', () => {
  it.each<readonly [string, object]>([
    ['as Cognito publishes it', {}],
    ['without use', { use: undefined }],
    ['without alg', { alg: undefined }],
    ['for verify', { key_ops: ['verify'] }],
    ['for verify and more', { key_ops: ['encrypt', 'verify'] }],
    ['of 3072 bits', { n: modulusOf(3072) }],
    ['of 4096 bits', { n: modulusOf(4096) }],
    ['of 2049 bits', { n: modulusOf(2049) }],
    ['with a kid of 256 characters', { kid: 'k'.repeat(256) }],
    ['with a kid in standard Base64', { kid: 'vyVQH7UMjwYboVvyFf+zd4KHZfgc+RtmU/A2vHhgITI=' }],
    ['with a kid called __proto__', { kid: '__proto__' }],
    ['with members that nobody knows', { x5t: 'x', future: {} }],
  ])('%s is used', (_, more) => {
    const jwk = { ...JWK, ...more };
    expect([...parseKeySet(JSON.parse(JSON.stringify({ keys: [jwk] })))]).toEqual([[jwk.kid, jwk.n]]);
  });

  const even = `${modulusOf(2048).slice(0, -2)}Ag`;
  it.each<readonly [string, object]>([
    ['of another type', { kty: 'EC' }],
    ['without type', { kty: undefined }],
    ['for encryption', { use: 'enc' }],
    ['with an empty use', { use: '' }],
    ['with a null use', { use: null }],
    ['for another algorithm', { alg: 'RS512' }],
    ['for signing only', { key_ops: ['sign'] }],
    ['with key_ops that is text', { key_ops: 'verify' }],
    ['with another exponent', { e: 'Aw' }],
    ['with the exponent in another spelling', { e: 'AAEAAQ' }],
    ['without exponent', { e: undefined }],
    ['of 2047 bits', { n: modulusOf(2047) }],
    ['of 1024 bits', { n: modulusOf(1024) }],
    ['of 4097 bits', { n: modulusOf(4097) }],
    ['of 16384 bits', { n: modulusOf(16_384) }],
    ['with an even modulus', { n: even }],
    ['with a modulus of zeros', { n: 'A'.repeat(344) }],
    [
      'with a leading zero byte',
      { n: Buffer.concat([Buffer.of(0), Buffer.from(JWK.n, 'base64url')]).toString('base64url') },
    ],
    ['with padding', { n: `${JWK.n}==` }],
    ['with the other alphabet', { n: `${JWK.n.slice(0, 100)}+${JWK.n.slice(101)}` }],
    ['with stray bits', { n: `${JWK.n.slice(0, -1)}R` }],
    ['with an impossible length', { n: 'A'.repeat(345) }],
    ['with a modulus that is a number', { n: 7 }],
    ['without modulus', { n: undefined }],
    ['without kid', { kid: undefined }],
    ['with an empty kid', { kid: '' }],
    ['with a kid that is a number', { kid: 7 }],
    ['with a kid of 257 characters', { kid: 'k'.repeat(257) }],
    ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map(
      (name) => [`with the private member ${name}`, { [name]: 'AQ' }] as const,
    ),
  ])('%s is skipped, alone', (_, more) => {
    const second = { ...JWK, kid: 'b', n: modulusOf(2048, 2) };
    const set = JSON.parse(JSON.stringify({ keys: [{ ...JWK, ...more }, second] }));
    expect([...parseKeySet(set)]).toEqual([['b', second.n]]);
    expect(() => parseKeySet({ keys: set.keys.slice(0, 1) })).toThrow('no usable key');
  });

  it('may stand twice', () => {
    expect(parseKeySet({ keys: [JWK, { ...JWK }] }).size).toBe(1);
  });

  it('makes the set no answer where another key has its kid', () => {
    expect(() => parseKeySet({ keys: [JWK, { ...JWK, n: modulusOf(2048, 2) }] })).toThrow('two keys with one kid');
  });

  it('does not clash with an unusable one of its kid', () => {
    expect(parseKeySet({ keys: [JWK, { ...JWK, n: modulusOf(1024) }] }).size).toBe(1);
  });

  it('may be of one modulus under two kids', () => {
    expect(parseKeySet({ keys: [JWK, { ...JWK, kid: 'b' }] }).size).toBe(2);
  });
});

describe('a set', () => {
  it.each([null, undefined, 7, 'keys', [], {}, { keys: {} }, { keys: 'x' }])('that is %j is no answer', (json) => {
    expect(() => parseKeySet(json)).toThrow('an array named keys');
  });

  it.each(['keys', 'kid'])('takes no %s from a polluted Object.prototype', (name) => {
    const value = name === 'keys' ? [JWK] : 'a';
    Object.defineProperty(Object.prototype, name, { value, configurable: true });
    try {
      expect(() =>
        parseKeySet(name === 'keys' ? {} : { keys: [JSON.parse(JSON.stringify({ ...JWK, kid: undefined }))] }),
      ).toThrow();
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  });
});
