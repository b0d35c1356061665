import type { IncomingMessage, RequestListener } from 'node:http';
import {
  type AuthenticateOptions,
  type CognitoVerifierOptions,
  ConfigError,
  createCognitoVerifier,
  type Guard,
  type VerifierLike,
  type VerifyResult,
} from 'cognito-guard';
import { createTestUserPool, type TestUserPool, type TestUserPoolServer, tamper } from 'cognito-guard/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BAD_TOKENS, GOOD_CLAIMS, goodToken, NOW, now, POLICY } from '../support/bad-tokens.ts';
import { EXPECTED_MESSAGES, EXPECTED_REFUSALS } from '../support/expected-refusals.ts';
import { type Answer, type RunningServer, serve } from '../support/loopback.ts';

/** The header fields of a request that is under way, for middleware that changes them. */
export interface RequestHeaders {
  readonly set: (name: string, value: string) => void;
  readonly delete: (name: string) => void;
}

/**
 * The application that every adapter must be able to make. Its routes: `/open` is behind authenticate, `/closed` behind
 * requireAuth, `/both` behind authenticate, `between` and requireAuth, in this order; all three answer with `pageFor` of
 * what is on the property. `/failing` is behind requireAuth, and its handler throws `HANDLER_ERROR`.
 */
export interface AppUnderTest {
  readonly verifier: VerifierLike;
  readonly options: AuthenticateOptions<unknown>;
  /** What runs between the two verbs on `/both`. */
  readonly between: (headers: RequestHeaders) => void | Promise<void>;
  readonly guard: Guard;
  /** Set on the response before we have a say. */
  readonly earlierHeaders: Readonly<Record<string, string>>;
  /** What another library left in the property that is ours. */
  readonly foreignAuth: unknown;
  /** The host sends this before our middleware has decided. */
  readonly earlyAnswer: string | undefined;
}

export interface AdapterUnderTest {
  readonly listener: (app: AppUnderTest) => RequestListener | Promise<RequestListener>;
  /** Whose words the body of a refusal is in. */
  readonly bodyBy: 'us' | 'the host';
  /** Where the result is put; undefined where it is only given back. */
  readonly resultOn: 'a property' | undefined;
  /** The two verbs, to be called as a user would call them by mistake. */
  readonly verbs: Readonly<Record<'authenticate' | 'requireAuth', (...given: never[]) => unknown>>;
}

/** Node's headers as a filter would change them. */
export function headersOf({ headers }: IncomingMessage): RequestHeaders {
  return {
    set: (name, value) => Object.assign(headers, { [name]: value }),
    delete: (name) => Reflect.deleteProperty(headers, name),
  };
}

export const HANDLER_ERROR = Object.assign(new Error('The kettle is empty'), { status: 418, statusCode: 418 });

export function pageFor(auth: VerifyResult) {
  return auth.token_valid
    ? { token_valid: true, sub: auth.claims.sub, scope: auth.claims.token_use === 'access' && auth.claims.scope }
    : { token_valid: false, reason: auth.reason };
}

const bearer = (token: string) => ['authorization', `Bearer ${token}`] as const;
/** A client cannot act on a scope there. */
const SCOPE_IS_NOT_TOLD = ['request_malformed', 'group_missing', 'permission_missing', 'step_up_required'];
const STAFF_ONLY = { scopes: ['orders/read'], groups: ['staff'] };

export function adapterContract({ listener, bodyBy, resultOn, verbs }: AdapterUnderTest): void {
  let pool: TestUserPool;
  let keyServer: TestUserPoolServer;
  let servers: RunningServer[] = [];

  beforeAll(async () => {
    pool = await createTestUserPool({ now });
    keyServer = await pool.listen();
  });
  afterAll(() => keyServer.close());
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()));
    servers = [];
  });

  /** Fetches its keys over HTTP, as in production. */
  const verifierOf = (options: Partial<CognitoVerifierOptions> = {}) => {
    const { userPoolId, clientId } = pool;
    return createCognitoVerifier({ userPoolId, clientId, now, jwksUri: keyServer.jwksUri, ...POLICY, ...options });
  };

  async function start(app: Partial<AppUnderTest> = {}): Promise<RunningServer> {
    const defaults = {
      options: {},
      between: () => {},
      guard: {},
      earlierHeaders: {},
      foreignAuth: undefined,
      earlyAnswer: undefined,
    };
    const server = await serve(await listener({ verifier: verifierOf(), ...defaults, ...app }));
    servers.push(server);
    return server;
  }

  function expectRefusal(answer: Answer, reason: string, guardScope?: string): void {
    const [, status, challenge, error] = EXPECTED_REFUSALS.find(([name]) => name === reason) ?? [];
    const tellsScope = guardScope !== undefined && !SCOPE_IS_NOT_TOLD.includes(reason);
    expect(answer.status).toBe(status);
    const wanted = tellsScope ? `${challenge}, scope="${guardScope}"` : challenge;
    expect(answer.fields('www-authenticate')).toEqual(challenge === undefined ? [] : [wanted]);
    expect(answer.fields('cache-control')).toEqual(['no-store']);
    expect(answer.fields('content-type')[0]).toMatch(/^application\/json(; charset=utf-8)?$/);
    const message = EXPECTED_MESSAGES[reason as keyof typeof EXPECTED_MESSAGES];
    if (bodyBy === 'us') {
      expect(JSON.parse(answer.body)).toEqual({ error, error_description: message, reason });
    } else {
      expect(JSON.parse(answer.body)).toMatchObject({ statusCode: status, code: reason, message });
    }
  }

  const pageOf = (answer: Answer): unknown => {
    expect(answer.status).toBe(200);
    return JSON.parse(answer.body);
  };

  describe('a good token, signed by a real key that was fetched over HTTP', () => {
    it.each(['/open', '/closed', '/both'])('is let through to %s, its claims with it', async (path) => {
      const { ask } = await start({ guard: STAFF_ONLY });
      const page = pageOf(await ask(path, bearer(await goodToken(pool))));
      expect(page).toEqual({ token_valid: true, sub: expect.stringMatching(/^[\w-]{36}$/), scope: GOOD_CLAIMS.scope });
    });

    it('gets no header of ours', async () => {
      const { ask } = await start();
      const answer = await ask('/closed', bearer(await goodToken(pool)));
      expect(answer.fields('www-authenticate')).toEqual([]);
      expect(answer.fields('cache-control')).toEqual([]);
    });
  });

  describe('a refusal', () => {
    // The host must stay silent as well: a refused token is no error to log.
    let outputs: ReturnType<typeof vi.spyOn>[] = [];
    beforeEach(() => {
      outputs = (['error', 'warn', 'log', 'info'] as const).map((name) =>
        vi.spyOn(console, name).mockImplementation(() => {}),
      );
      outputs.push(vi.spyOn(process.stderr, 'write').mockImplementation(() => true));
    });
    afterEach(() => {
      for (const output of outputs) expect(output).not.toHaveBeenCalled();
      vi.restoreAllMocks();
    });

    it.each(BAD_TOKENS)(
      '%s: answers a token that %s, and authenticate passes the reason on',
      async (reason, _, forge) => {
        const { ask } = await start({ guard: STAFF_ONLY });
        // A line feed cannot be sent; Node would trim a closing one.
        const token = (await forge(pool)).replace('\n', '%0A');
        const wanted = token.includes('%') ? 'request_malformed' : reason;
        expectRefusal(await ask('/closed', bearer(token)), wanted, 'orders/read');
        expectRefusal(await ask('/both', bearer(token)), wanted, 'orders/read');
        expect(pageOf(await ask('/open', bearer(token)))).toEqual({ token_valid: false, reason: wanted });
      },
    );

    const good = 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA';
    it.each<readonly [reason: string, what: string, fields: readonly (readonly [string, string])[]]>([
      ['token_missing', 'no header', []],
      ['token_missing', 'an empty header', [['authorization', '']]],
      ['token_missing', 'Basic', [['authorization', 'Basic dTpw']]],
      ['token_missing', 'DPoP', [['authorization', `DPoP ${good}`]]],
      ['token_missing', 'an AWS signature', [['authorization', 'AWS4-HMAC-SHA256 Credential=a/b, Signature=c']]],
      ['token_missing', 'the scheme alone', [['authorization', 'Bearer']]],
      ['token_missing', 'the scheme and a space', [['authorization', 'Bearer ']]],
      ['token_missing', 'null for a token', [['authorization', 'Bearer null']]],
      ['token_missing', 'undefined for a token', [['authorization', 'Bearer undefined']]],
      ['token_missing', 'a header of another name', [['x-authorization', `Bearer ${good}`]]],
      ['request_malformed', 'a tab after the scheme', [['authorization', `Bearer\t${good}`]]],
      ['request_malformed', 'a no-break space after the scheme', [['authorization', `Bearer\u00a0${good}`]]],
      ['request_malformed', 'no space after the scheme', [['authorization', `Bearer${good}`]]],
      ['request_malformed', 'a token in quotes', [['authorization', `Bearer "${good}"`]]],
      ['request_malformed', 'words after the token', [['authorization', `Bearer ${good} extra`]]],
      ['request_malformed', 'the scheme twice', [['authorization', `Bearer Bearer ${good}`]]],
      ['request_malformed', 'two tokens with a comma', [['authorization', `Bearer ${good}, Bearer ${good}`]]],
      ['request_malformed', 'a token without scheme', [['authorization', good]]],
      [
        'request_malformed',
        'two fields',
        [
          ['authorization', `Bearer ${good}`],
          ['authorization', 'Bearer other'],
        ],
      ],
      [
        'request_malformed',
        'two equal fields',
        [
          ['Authorization', `Bearer ${good}`],
          ['authorization', `Bearer ${good}`],
        ],
      ],
    ])('%s: answers %s', async (reason, _, fields) => {
      const { ask } = await start();
      expectRefusal(await ask(`/closed?access_token=${good}`, ...fields), reason);
      expect(pageOf(await ask(`/open?access_token=${good}`, ...fields))).toEqual({ token_valid: false, reason });
    });

    it.each<readonly [string, Guard, string | undefined]>([
      ['scope_missing', { scopes: ['orders/read', 'orders/delete'] }, 'orders/read orders/delete'],
      ['scope_missing', { scopes: { any: ['orders/delete', 'orders/admin'] } }, 'orders/delete'],
      ['group_missing', { scopes: ['orders/read'], groups: ['admins'] }, 'orders/read'],
      ['permission_missing', { check: () => false }, undefined],
      ['permission_missing', { scopes: ['orders/read'], check: async () => false }, 'orders/read'],
      ['permission_missing', { check: () => undefined as never }, undefined],
      ['permission_missing', { check: () => 'yes' as never }, undefined],
    ])('%s: answers a good token under the guard %j', async (reason, guard, scope) => {
      const { ask } = await start({ guard });
      const token = await goodToken(pool);
      expectRefusal(await ask('/closed', bearer(token)), reason, scope);
      expectRefusal(await ask('/both', bearer(token)), reason, scope);
      expect(pageOf(await ask('/open', bearer(token)))).toMatchObject({ token_valid: true });
    });

    it.each<readonly [string, Guard, string, object]>([
      ['too long ago', { maxAuthAgeSeconds: 300 }, 'max_age="300"', { auth_time: NOW / 1000 - 301 }],
      ['at no known time', { maxAuthAgeSeconds: 300 }, 'max_age="300"', { auth_time: undefined }],
      ['at a level too low', { acr: ['loa:3', 'loa:4'] }, 'acr_values="loa:3 loa:4"', { acr: 'loa:2' }],
      ['at no known level', { acr: ['loa:3'] }, 'acr_values="loa:3"', {}],
      [
        'too long ago',
        { acr: ['a'], maxAuthAgeSeconds: 60 },
        'acr_values="a", max_age="60"',
        { acr: 'a', auth_time: 1 },
      ],
    ])('step_up_required: answers a token of a sign-in %s under the guard %j', async (_, guard, asked, claims) => {
      const { ask } = await start({ guard: { ...guard, scopes: ['orders/read'] } });
      const answer = await ask('/closed', bearer(await pool.accessToken({ ...GOOD_CLAIMS, ...claims })));
      const [, status, challenge, error] = EXPECTED_REFUSALS.find(([reason]) => reason === 'step_up_required') ?? [];
      expect(answer.status).toBe(status);
      expect(answer.fields('www-authenticate')).toEqual([`${challenge}, ${asked}`]);
      const told: unknown = JSON.parse(answer.body);
      if (bodyBy === 'us') expect(told).toMatchObject({ error, reason: 'step_up_required' });
      else expect(told).toMatchObject({ statusCode: 401, code: 'step_up_required' });
    });

    it('lets a token of a recent and strong sign-in pass', async () => {
      const { ask } = await start({ guard: { acr: ['loa:3', 'loa:4'], maxAuthAgeSeconds: 300 } });
      const claims = { ...GOOD_CLAIMS, acr: 'loa:4', auth_time: NOW / 1000 - 300 };
      expect(pageOf(await ask('/closed', bearer(await pool.accessToken(claims))))).toMatchObject({ token_valid: true });
    });

    it('tells in every challenge where the metadata of the resource is', async () => {
      const resourceMetadataUrl = 'https://api.example.com/.well-known/oauth-protected-resource';
      const { ask } = await start({ guard: { scopes: ['orders/delete'], resourceMetadataUrl } });
      for (const [status, ...fields] of [
        [401],
        [400, bearer('a b')],
        [401, bearer('a.b.c')],
        [403, bearer(await goodToken(pool))],
      ] as const) {
        const answer = await ask('/closed', ...fields);
        expect(answer.status).toBe(status);
        expect(answer.fields('www-authenticate').join()).toMatch(/, resource_metadata="https:\/\/api[^"]+-resource"$/);
      }
    });

    it('tells the scope of the guard when there is no token', async () => {
      const { ask } = await start({ guard: STAFF_ONLY });
      expectRefusal(await ask('/closed'), 'token_missing', 'orders/read');
    });

    it('keeps the headers that were set before it, CORS included', async () => {
      const earlierHeaders = { 'access-control-allow-origin': 'https://app.example.com', 'x-request-id': '7' };
      const { ask } = await start({ earlierHeaders });
      const answer = await ask('/closed');
      expectRefusal(answer, 'token_missing');
      expect(answer.fields('access-control-allow-origin')).toEqual(['https://app.example.com']);
      expect(answer.fields('x-request-id')).toEqual(['7']);
    });

    it('puts its challenge beside one that is there already', async () => {
      const { ask } = await start({ earlierHeaders: { 'www-authenticate': 'Basic realm="old"' } });
      const answer = await ask('/closed');
      expect(answer.fields('www-authenticate')).toEqual(['Basic realm="old"', 'Bearer realm="api"']);
    });

    it('replaces what was said about caching: no shared cache may keep it', async () => {
      const { ask } = await start({ earlierHeaders: { 'cache-control': 'public, max-age=60' } });
      expectRefusal(await ask('/closed'), 'token_missing');
    });

    // A web host has no response before ours.
    if (resultOn === 'a property')
      it.each([
        ['content-length', '12'],
        ['content-length', '1200'],
        ['content-encoding', 'gzip'],
        ['etag', '"of-another-body"'],
        ['transfer-encoding', 'chunked'],
        ['trailer', 'expires'],
      ])('is sent whole and plain, though %s: %s was said of another body', async (name, value) => {
        const { ask } = await start({ earlierHeaders: { [name]: value } });
        const answer = await ask('/closed');
        expectRefusal(answer, 'token_missing');
        expect(answer.fields('content-length')).toEqual([String(answer.body.length)]);
        if (name !== 'content-length') expect(answer.fields(name)).toEqual([]);
      });

    it('does not trust what another library left in our property', async () => {
      const foreignAuth = { token_valid: true, token_use: 'access', claims: { sub: 'mallory' }, token: 'x' };
      const { ask } = await start({ foreignAuth });
      expectRefusal(await ask('/closed'), 'token_missing');
      expect(pageOf(await ask('/open'))).toEqual({ token_valid: false, reason: 'token_missing' });
    });

    it('does nothing where the response has gone already', async () => {
      let decide = () => {};
      const getToken = () =>
        new Promise<undefined>((resolve) => {
          decide = () => resolve(undefined);
        });
      const { ask } = await start({ earlyAnswer: 'early', options: { getToken } });
      // Twice: a second answer to the first request would have thrown by the time of the other's.
      for (const _ of ['first', 'second']) {
        const answer = await ask('/closed');
        decide();
        expect([answer.status, answer.body]).toEqual([200, 'early']);
      }
    });

    it('reads no header where getToken decides', async () => {
      const { ask } = await start({ options: { getToken: () => undefined } });
      expectRefusal(await ask('/closed', bearer(await goodToken(pool))), 'token_missing');
    });
  });

  describe('an outage of the key endpoint', () => {
    const keyEndpoints: readonly (readonly [what: string, RequestListener | 'refuses'])[] = [
      ['refuses connections', 'refuses'],
      ['answers 503', (_, res) => res.writeHead(503).end()],
      ['answers with a page', (_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>')],
      ['accepts and hangs', () => {}],
    ];

    it.each(keyEndpoints)('is 503 with Retry-After, never 401, where it %s', async (_, endpoint) => {
      const keys = await serve(endpoint === 'refuses' ? () => {} : endpoint);
      if (endpoint === 'refuses') await keys.close();
      else servers.push(keys);
      const verifier = verifierOf({ jwksUri: `${keys.origin}/jwks.json`, keys: { fetchTimeoutMs: 100 } });
      const { ask } = await start({ verifier, guard: STAFF_ONLY });
      const token = await goodToken(pool);
      for (const path of ['/closed', '/both']) {
        const answer = await ask(path, bearer(token));
        expectRefusal(answer, 'keys_unavailable');
        // An attempt that hangs has its deadline before it, 100 ms and one second.
        expect(['1', '2']).toContain(answer.fields('retry-after').join());
      }
      expect(pageOf(await ask('/open', bearer(token)))).toEqual({ token_valid: false, reason: 'keys_unavailable' });
      expectRefusal(await ask('/closed'), 'token_missing', 'orders/read');
    });
  });

  describe('the handler behind', () => {
    it('keeps its own error', async () => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const { ask } = await start();
      const answer = await ask('/failing', bearer(await goodToken(pool)));
      expect(answer.status).toBe(418);
      expect(answer.fields('www-authenticate')).toEqual([]);
      expect((await ask('/failing')).status).toBe(401);
      vi.restoreAllMocks();
    });

    it('sees the token of its own request only, 200 of them at once', async () => {
      const { ask } = await start();
      const users = await Promise.all(
        Array.from({ length: 40 }, async (_, at) => {
          const claims = { ...GOOD_CLAIMS, sub: `user-${at}` };
          const token = await pool.accessToken(claims);
          return [
            [token, { token_valid: true, sub: `user-${at}`, scope: GOOD_CLAIMS.scope }],
            [
              await pool.accessToken({ ...claims, exp: NOW / 1000 - at }),
              { token_valid: false, reason: 'token_expired' },
            ],
            [tamper(token), { token_valid: false, reason: 'signature_invalid' }],
            [
              await pool.accessToken({ ...claims, client_id: `c${at}` }),
              { token_valid: false, reason: 'client_mismatch' },
            ],
            ['null', { token_valid: false, reason: 'token_missing' }],
          ] as const;
        }),
      );
      const pages = users.flat().map(async ([token, page], at) => {
        const answer = await ask(at % 2 === 0 ? '/open' : '/closed', bearer(token));
        const refused = at % 2 === 1 && !page.token_valid;
        if (refused) return expectRefusal(answer, page.reason);
        expect(pageOf(answer)).toEqual(page);
      });
      expect(pages).toHaveLength(200);
      await Promise.all(pages);
    });
  });

  describe('every verb judges what is true when it is asked', () => {
    /** A pool and a verifier of its own, with a clock that the test moves. */
    async function ownPool() {
      const clock = { ms: NOW };
      const own = await createTestUserPool({ now: () => clock.ms });
      const options = { ...own.verifierOptions, now: () => clock.ms };
      const verifier = createCognitoVerifier({ ...options, tokenUse: 'access' });
      return { own, clock, verifier };
    }

    it('a token that was refreshed on the server after authenticate is let through by requireAuth', async () => {
      const [expired, fresh] = [await pool.accessToken({ ...GOOD_CLAIMS, exp: 1 }), await goodToken(pool)];
      const { ask } = await start({ between: (headers) => headers.set('authorization', `Bearer ${fresh}`) });
      expect(pageOf(await ask('/both', bearer(expired)))).toMatchObject({ token_valid: true });
    });

    it('a token that a filter took off after authenticate opens nothing', async () => {
      const { ask } = await start({ between: (headers) => headers.delete('authorization') });
      expectRefusal(await ask('/both', bearer(await goodToken(pool))), 'token_missing');
    });

    it('a token that expires after authenticate, while the body is on its way, is refused by requireAuth', async () => {
      const { own, clock, verifier } = await ownPool();
      const { ask } = await start({
        verifier,
        between: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          clock.ms += 4_000;
        },
      });
      expectRefusal(await ask('/both', bearer(await own.accessToken({ exp: NOW / 1000 + 3 }))), 'token_expired');
    });

    it('a token whose key leaves the pool after authenticate is refused by requireAuth', async () => {
      const { own, clock, verifier } = await ownPool();
      const { ask } = await start({
        verifier,
        between: async () => {
          await own.rotateKeys();
          clock.ms += 6 * 60_000;
          await verifier.ready();
        },
      });
      expectRefusal(await ask('/both', bearer(await own.accessToken())), 'key_unknown');
    });
  });

  describe('a verb that is used in place of what it makes', () => {
    const request = new Request('http://127.0.0.1/');
    const context = { req: { headers: {} }, state: {} };
    it.each<readonly [string, readonly unknown[]]>([
      ['nothing', []],
      ['a request', [request]],
      ['request, response and next', [{ headers: {} }, { statusCode: 200 }, () => {}]],
      ['a context and next', [context, () => {}]],
      ['request, environment and context', [request, {}, { waitUntil: () => {} }]],
      ['options of a verifier', [{ userPoolId: 'eu-west-1_AbCdEf123' }]],
    ])('is a ConfigError that says how to call it: %s', (_, given) => {
      for (const verb of [verbs.authenticate, verbs.requireAuth]) {
        const call = () => Reflect.apply(verb, undefined, given);
        expect(call).toThrow(ConfigError);
        expect(call).toThrow(
          /^authenticate\(verifier, options\) and requireAuth\(verifier, guard\) make .*call them once/,
        );
      }
    });

    it('is a ConfigError where the request comes after the verifier, or anything after the guard', () => {
      const verifier = verifierOf();
      for (const verb of [verbs.authenticate, verbs.requireAuth]) {
        expect(() => Reflect.apply(verb, undefined, [verifier, request])).toThrow(ConfigError);
        expect(() => Reflect.apply(verb, undefined, [verifier, {}, { groups: ['admins'] }])).toThrow(ConfigError);
      }
    });
  });

  if (resultOn === 'a property')
    describe('the property', () => {
      it('may have another name, and then auth stays what another library made of it', async () => {
        const foreignAuth = { clientId: 'c', scopes: ['mcp/use'] };
        const { ask } = await start({ options: { property: 'cognito' }, foreignAuth });
        for (const path of ['/open', '/closed', '/both']) {
          expect(pageOf(await ask(path, bearer(await goodToken(pool))))).toMatchObject({ token_valid: true });
        }
        expectRefusal(await ask('/closed'), 'token_missing');
      });

      it.each(['headers', 'url', 'body', 'raw', 'constructor', '__proto__', 'toString', 'a b', '', 'undefined'])(
        'may not be %j',
        async (property) => {
          await expect((async () => start({ options: { property } }))()).rejects.toThrow(ConfigError);
        },
      );
    });

  describe('getToken', () => {
    it.each([
      ['at once', (token: string) => token],
      ['later', async (token: string) => token],
    ])('gives the token %s', async (_, give) => {
      const token = await goodToken(pool);
      const { ask } = await start({ options: { getToken: () => give(token) } });
      for (const path of ['/open', '/closed', '/both']) {
        expect(pageOf(await ask(path, ['authorization', 'Basic dTpw']))).toMatchObject({ token_valid: true });
      }
    });

    it.each([
      [
        'throws',
        () => {
          throw new Error('The session store is down');
        },
      ],
      [
        'rejects',
        async () => {
          throw new Error('The session store is down');
        },
      ],
      ['rejects with undefined', () => Promise.reject(undefined)],
      ["rejects with 'route'", () => Promise.reject('route')],
    ])('that %s is a 500 of the host, and no challenge', async (_, getToken) => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const { ask } = await start({ options: { getToken } });
      for (const path of ['/open', '/closed', '/both']) {
        const answer = await ask(path, bearer(await goodToken(pool)));
        expect(answer.status).toBe(500);
        expect(answer.fields('www-authenticate')).toEqual([]);
      }
      vi.restoreAllMocks();
    });
  });

  describe('what is no token, and no result, never opens a route', () => {
    it.each<readonly [string, unknown]>([
      ['an object that looks like a result', { token_valid: true, claims: { sub: 'mallory' } }],
      ['a number', 7],
      ['true', true],
    ])('%s from getToken', async (_, given) => {
      const { ask } = await start({ options: { getToken: () => given as never } });
      expectRefusal(await ask('/closed'), 'token_malformed');
      expect(pageOf(await ask('/open'))).toEqual({ token_valid: false, reason: 'token_malformed' });
    });

    it.each<readonly [string, unknown]>([
      ['true', true],
      ['undefined', undefined],
      ['an empty object', {}],
      ['token_valid without claims', { token_valid: true }],
    ])('%s from a test double of the verifier', async (_, answer) => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const { ask } = await start({ verifier: { verify: async () => answer as never } });
      for (const path of ['/open', '/closed', '/both']) {
        expect((await ask(path, bearer('x'))).status).toBe(500);
      }
      vi.restoreAllMocks();
    });
  });

  describe('a check of your own', () => {
    it('sees the verified token, and lets pass what it says true to', async () => {
      const seen: unknown[] = [];
      const { ask } = await start({
        guard: {
          async check({ claims }) {
            seen.push(claims.sub);
            return true;
          },
        },
      });
      const token = await pool.accessToken({ ...GOOD_CLAIMS, sub: 'jane' });
      expect(pageOf(await ask('/closed', bearer(token)))).toMatchObject({ token_valid: true });
      await ask('/closed', bearer(tamper(token)));
      expect(seen).toEqual(['jane']);
    });

    it('that throws is a 500 of the host, and no refusal', async () => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const check = () => {
        throw new Error('The database of tenants is down');
      };
      const { ask } = await start({ guard: { check } });
      const answer = await ask('/closed', bearer(await goodToken(pool)));
      expect(answer.status).toBe(500);
      expect(answer.fields('www-authenticate')).toEqual([]);
      vi.restoreAllMocks();
    });
  });

  describe('a guard', () => {
    it.each([
      ['a carriage return', 'orders\rread'],
      ['a line feed', 'orders\nread'],
      ['a quote', 'orders"read'],
      ['a backslash', 'orders\\read'],
      ['a Latin letter outside ASCII', 'ordérs'],
      ['a check mark', 'orders✓'],
      ['a space', 'orders read'],
      ['nothing', ''],
    ])('whose scope holds %s is a ConfigError at creation, never a 500', async (_, scope) => {
      await expect((async () => start({ guard: { scopes: [scope] } }))()).rejects.toThrow(ConfigError);
    });

    it.each([
      ['an empty list', { groups: [] }],
      ['an unknown member', { roles: ['admin'] }],
      ['an option given as undefined', { scopes: undefined }],
      ['levels that are one text', { acr: 'loa:3' }],
      ['an age of 0 seconds', { maxAuthAgeSeconds: 0 }],
      ['metadata over http: on a host that is not this one', { resourceMetadataUrl: 'http://api.example.com/x' }],
    ])('with %s is a ConfigError at creation', async (_, guard) => {
      await expect((async () => start({ guard: guard as Guard }))()).rejects.toThrow(ConfigError);
    });
  });
}
