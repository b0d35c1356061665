import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { messagesOf } from '../../src/errors.ts';
import { fetchKeySet } from '../../src/jwks/fetch-key-set.ts';
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

  it('ends a body that drips, and lets go of its connection', async () => {
    const cancel = vi.fn();
    const fetch = async () =>
      new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(1)), cancel }));
    expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 20 })))[1]).toMatch(/timeout/);
    await vi.waitFor(() => expect(cancel).toHaveBeenCalled(), { timeout: FAR_DEADLINE_MS });
  });

  it('is for the second host whatever the first has left of it', async () => {
    const fetch = async (url: unknown) => {
      if (url === 'https://a/jwks') return new Response('', { status: 403 });
      await new Promise((resolve) => setTimeout(resolve, 600));
      return Response.json(SET);
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('timeout')), ms);
      return controller.signal;
    });
    try {
      const loading = fetchKeySet(['https://a/jwks', 'https://b/jwks'], { fetch, timeoutMs: 1_000 });
      await vi.advanceTimersByTimeAsync(600);
      expect((await loading).size).toBe(1);
    } finally {
      timeout.mockRestore();
      vi.useRealTimers();
    }
  });

  it('is shared equally by two hosts', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await whyNot(fetchKeySet(['https://a/jwks', 'https://b/jwks'], { fetch: hangs, timeoutMs: 100 }));
    const [[first], [second]] = timeout.mock.calls as [[number], [number]];
    timeout.mockRestore();
    // Milliseconds. The second has what the first left, which on a busy machine is less than half.
    expect(first).toBeLessThanOrEqual(50);
    expect(second).toBeLessThanOrEqual(51);
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

describe("a fetch that is not the platform's", () => {
  const text = JSON.stringify(SET);
  const bytes = new TextEncoder().encode(text);
  const ask = (answer: unknown) => {
    const fetch = vi.fn(async () => answer as Response);
    return fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 1_000 });
  };

  it.each<[title: string, body: () => unknown]>([
    ['a Node stream, as node-fetch has', () => Readable.from([bytes.subarray(0, 10), bytes.subarray(10)])],
    ['a Node stream of Buffers', () => Readable.from([Buffer.from(text)])],
    [
      'an async iterable',
      async function* chunks() {
        yield bytes.subarray(0, 7);
        yield bytes.subarray(7);
      },
    ],
    ['a view into a larger buffer', () => Readable.from([Buffer.concat([Buffer.from('xx'), bytes]).subarray(2)])],
    ['words of two bytes', () => Readable.from([new Uint16Array(new TextEncoder().encode(text.padEnd(2_000)).buffer)])],
  ])('may give its body as %s', async (_, body) => {
    expect([...(await ask({ status: 200, body: body() })).keys()]).toEqual(['a']);
  });

  it.each<[title: string, answer: unknown, cause: string]>([
    [
      'a double that has text() and no body',
      { status: 200, text: async () => text },
      'fetch must answer with a web Response: this body cannot be streamed',
    ],
    [
      'a double that has json() and no body',
      { status: 200, json: async () => SET },
      'fetch must answer with a web Response: this body cannot be streamed',
    ],
    [
      'a body that is a number',
      { status: 200, body: 7 },
      'fetch must answer with a web Response: this body cannot be streamed',
    ],
    [
      'a Node stream of text',
      { status: 200, body: Readable.from([text]) },
      'The body that fetch answered with does not give bytes',
    ],
    ['nothing', undefined, 'fetch must answer with a web Response'],
    ['null', null, 'fetch must answer with a web Response'],
    ['the key set itself', SET, 'fetch must answer with a web Response'],
    ['a status that is text', { status: '200', body: null }, 'fetch must answer with a web Response'],
    [
      'an axios response',
      { status: 200, data: SET },
      'fetch must answer with a web Response: this body cannot be streamed',
    ],
  ])('and answers with %s is told so in words', async (_, answer, cause) => {
    expect(await whyNot(ask(answer))).toEqual(['No usable key set from https://a/jwks', cause]);
  });

  const URL_ASKED = 'https://a/jwks';
  const answerFrom = (members: object) => ({ status: 200, body: Readable.from([bytes]), ...members });

  it.each<[title: string, members: object]>([
    ['the address that was asked', { url: URL_ASKED, redirected: false }],
    ['another path of that host, as a cache may tell it', { url: 'https://a/cached/jwks' }],
    ['no address, as a Response that was made by hand', { url: '', redirected: false }],
    ['an address that is no text', { url: 7 }],
  ])('may say that its answer comes from %s', async (_, members) => {
    expect((await ask(answerFrom(members))).size).toBe(1);
  });

  it.each<[title: string, members: object]>([
    ['followed a redirect', { redirected: true, url: URL_ASKED }],
    ['followed one and tells no address', { redirected: true }],
    ['answers from another host', { url: 'https://b/jwks' }],
    ['answers from another port', { url: 'https://a:8443/jwks' }],
    ['answers from plain http', { url: 'http://a/jwks' }],
    ['answers from a data URL', { url: 'data:application/json,{}', redirected: false }],
  ])('and %s is refused like a redirect', async (_, members) => {
    const answer = answerFrom(members);
    expect((await whyNot(ask(answer)))[1]).toBe(
      'fetch answers from another address than the one it was given, and keys come without redirects: ' +
        'if they are to be had elsewhere, set jwksUri',
    );
    await vi.waitFor(() => expect(answer.body.destroyed).toBe(true), { timeout: FAR_DEADLINE_MS });
  });

  it('may not give more than 64 KiB in an async iterable, and is not read to its end', async () => {
    const stream = new Readable({
      read() {
        this.push(Buffer.alloc(40_000));
      },
    });
    expect((await whyNot(ask({ status: 200, body: stream })))[1]).toBe('The key set is larger than 65536 bytes');
    expect(stream.destroyed).toBe(true);
  });

  it('is given up at the deadline where its async iterable never ends, and the stream is let go', async () => {
    const body = new Readable({ read() {} });
    const fetch = async () => ({ status: 200, body }) as never;
    expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 20 })))[1]).toMatch(/timeout/);
    await vi.waitFor(() => expect(body.destroyed).toBe(true), { timeout: FAR_DEADLINE_MS });
  });

  it('is given up at the deadline where its web stream never ends, and the stream is let go', async () => {
    const cancel = vi.fn(async () => {});
    const body = { getReader: () => ({ read: () => new Promise(() => {}), cancel }) };
    const fetch = async () => ({ status: 200, body }) as never;
    expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 20 })))[1]).toMatch(/timeout/);
    expect(cancel).toHaveBeenCalled();
  });

  it('may give a key set of 64 KiB byte by byte', async () => {
    const whole = Buffer.from(JSON.stringify(SET).padEnd(65_536));
    const body = Readable.from(Array.from(whole, (byte) => Uint8Array.of(byte)));
    expect((await ask({ status: 200, body })).size).toBe(1);
  });

  const empty = async () => ({ done: false, value: new Uint8Array() });
  it.each<[title: string, body: unknown]>([
    ['a web stream', new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array()) })],
    ['a reader', { getReader: () => ({ read: empty, cancel: async () => {} }) }],
    ['a reader without cancel', { getReader: () => ({ read: empty }) }],
    ['an async iterable', { [Symbol.asyncIterator]: () => ({ next: empty }) }],
  ])('and gives empty chunks for ever is left by their number: %s', async (_, body) => {
    expect((await whyNot(ask({ status: 200, body })))[1]).toBe('The key set comes in more than 65536 chunks');
  });

  it('and ends neither its iterable nor its cancel when it is told to is left at the deadline', async () => {
    const never = () => new Promise(() => {});
    const large = async () => ({ done: false, value: new Uint8Array(70_000) });
    for (const body of [
      { [Symbol.asyncIterator]: () => ({ next: large, return: never }) },
      { getReader: () => ({ read: large, cancel: never }) },
      { getReader: () => ({ read: never, cancel: never }), cancel: never },
    ]) {
      const fetch = async () => ({ status: 200, body }) as never;
      expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 20 })))[1]).toMatch(
        /timeout|larger than/,
      );
    }
  });
});

it.each<[title: string, cancel: unknown]>([
  ['has no cancel', undefined],
  [
    'has a cancel that throws',
    () => {
      throw new Error('cancel');
    },
  ],
  ['has a cancel that rejects', () => Promise.reject(new Error('cancel'))],
])('a reader that %s brings no process down, at the deadline neither', async (_, cancel) => {
  const uncaught = vi.fn();
  process.on('uncaughtException', uncaught);
  const body = { getReader: () => ({ read: () => new Promise(() => {}), cancel }) };
  const fetch = async () => ({ status: 200, body }) as never;
  expect((await whyNot(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 5 })))[1]).toMatch(/timeout/);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('uncaughtException', uncaught);
  expect(uncaught).not.toHaveBeenCalled();
});

describe('the error', () => {
  it('names the URL without its query, where a proxy may want a secret', async () => {
    const fetch = async () => new Response(null, { status: 500 });
    const [message] = await whyNot(fetchKeySet(['https://a/jwks?key=secret'], { fetch, timeoutMs: 100 }));
    expect(message).toBe('No usable key set from https://a/jwks');
  });

  const REFUSED = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:443'), { code: 'ECONNREFUSED' });
  const WITH_SECRET = 'https://a/jwks?key=SECRET&more=SECRET';
  it.each<readonly [string, unknown, string]>([
    [
      'in its message, as node-fetch does',
      new Error(`request to ${WITH_SECRET} failed, reason: ${REFUSED.message}`),
      'request to https://a/jwks failed, reason: connect ECONNREFUSED 127.0.0.1:443',
    ],
    ['in quotes, and by its path', new Error("GET '/jwks?key=SECRET' failed"), "GET '/jwks failed"],
    [
      'with a user name',
      new Error('request to https://SECRET:SECRET@a/jwks failed'),
      'request to https://a/jwks failed',
    ],
    [
      'in its cause',
      new TypeError('fetch failed', { cause: new Error(`no way to ${WITH_SECRET}`) }),
      'fetch failed: no way to https://a/jwks',
    ],
    ['in a member, as axios does', Object.assign(new Error('No'), { config: { url: WITH_SECRET } }), 'No'],
    ['nowhere, as Node does', new TypeError('fetch failed', { cause: REFUSED }), `fetch failed: ${REFUSED.message}`],
    [
      'nowhere, with no words but a code',
      new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
      'fetch failed: ECONNREFUSED',
    ],
    ['as text', `no way to ${WITH_SECRET}`, 'no way to https://a/jwks'],
  ])('shows nothing of the query where fetch says the URL %s', async (_, failure, words) => {
    const fetch = () => Promise.reject(failure);
    const error: unknown = await fetchKeySet([WITH_SECRET], { fetch, timeoutMs: 100 }).catch((thrown) => thrown);
    expect(messagesOf(error)).toBe(`No usable key set from https://a/jwks: ${words}`);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('SECRET');
  });

  it('has the very error of fetch as its cause, where the URL has no query', async () => {
    const fetch = () => Promise.reject(REFUSED);
    await expect(fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 100 })).rejects.toMatchObject({ cause: REFUSED });
  });
});

it.each([
  ['status', 500],
  ['method', 'POST'],
  ['body', 'x'],
  ['cache', 'force-cache'],
  ['redirect', 'follow'],
  ['fatal', false],
  ['once', true],
])('a download reads no %s from a polluted Object.prototype', async (name, value) => {
  const answer = new Response(JSON.stringify(SET));
  const seen: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    seen.push(new Request(input, init));
    return answer;
  };
  Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  try {
    expect((await fetchKeySet(['https://a/jwks'], { fetch, timeoutMs: 1_000 })).size).toBe(1);
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
  expect(seen.map((request) => [request.method, request.cache, request.redirect])).toEqual([
    ['GET', 'no-store', 'manual'],
  ]);
});
