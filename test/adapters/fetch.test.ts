import type { IncomingMessage, RequestListener } from 'node:http';
import { ConfigError, createCognitoVerifier } from 'cognito-guard';
import { authenticate, requireAuth } from 'cognito-guard/fetch';
import { createTestUserPool } from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';
import { type AppUnderTest, adapterContract, HANDLER_ERROR, pageFor } from './adapter-contract.ts';

type Handler = (request: Request) => Promise<Response>;

/** A host of web handlers on node:http, which does what Hono or a Worker's runtime would do. */
function host(handler: Handler, { earlierHeaders, foreignAuth, earlyAnswer }: AppUnderTest): RequestListener {
  return async (req, res) => {
    if (earlyAnswer !== undefined) res.end(earlyAnswer);
    const response = await handler(Object.assign(toRequest(req), { auth: foreignAuth })).catch(
      ({ status = 500 }) => new Response(null, { status }),
    );
    if (res.headersSent) return;
    const headers = new Headers(earlierHeaders);
    for (const [name, value] of response.headers) {
      if (name === 'www-authenticate') headers.append(name, value);
      else headers.set(name, value);
    }
    const challenges = headers.get('www-authenticate')?.split(/, (?=Bearer)/) ?? [];
    headers.delete('www-authenticate');
    res.setHeaders(headers).setHeader('www-authenticate', challenges);
    res.writeHead(response.status).end(await response.text());
  };
}

function toRequest({ url = '/', rawHeaders }: IncomingMessage): Request {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return new Request(`http://127.0.0.1${url}`, { headers });
}

describe('fetch', () => {
  function application(app: AppUnderTest) {
    const open = authenticate(app.verifier, app.options);
    const closed = requireAuth(app.verifier, { ...app.guard, ...app.options });
    const closedPage: Handler = async (request) => {
      const auth = await closed(request);
      if (!('token_valid' in auth)) return auth;
      if (new URL(request.url).pathname === '/failing') throw HANDLER_ERROR;
      return Response.json(pageFor(auth));
    };
    return host(async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/open') return Response.json(pageFor(await open(request)));
      if (pathname === '/both') {
        await open(request);
        await app.between(request.headers);
      }
      return closedPage(request);
    }, app);
  }

  adapterContract({ listener: application, bodyBy: 'us', resultOn: undefined, verbs: { authenticate, requireAuth } });

  it('answers each request with a new Response, since a body is read once', async () => {
    const pool = await createTestUserPool();
    const closed = requireAuth(createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }));
    const request = new Request('http://localhost/');
    const [first, second] = [await closed(request), await closed(request)];
    expect(first).toBeInstanceOf(Response);
    expect(second).toBeInstanceOf(Response);
    expect(second).not.toBe(first);
  });

  it('judges one long-lived Request anew each time: a token that has expired meanwhile is refused', async () => {
    let time = Date.UTC(2030, 0, 1);
    const pool = await createTestUserPool({ now: () => time });
    const closed = requireAuth(createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }));
    const token = await pool.accessToken();
    const request = new Request('http://localhost/', { headers: { Authorization: `Bearer ${token}` } });
    expect(await closed(request)).toMatchObject({ token_valid: true });
    time += 30 * 24 * 3_600_000;
    const refused = await closed(request);
    expect(refused).toMatchObject({ status: 401 });
    expect(await (refused as Response).json()).toMatchObject({ reason: 'token_expired' });
  });

  it('is not led to another answer by a polluted Object.prototype', async () => {
    const pool = await createTestUserPool();
    const closed = requireAuth(createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }));
    const rawHeaders = ['authorization', 'Bearer x', 'authorization', 'Bearer y'];
    const polluted = { status: 200, headers: { 'x-evil': '1' }, error: 'evil', rawHeaders };
    Object.assign(Object.prototype, polluted);
    const response = await closed(new Request('http://localhost/')).finally(() => {
      for (const name of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, name);
    });
    if (!(response instanceof Response)) throw new Error('A request without a token was let in');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"');
    expect(response.headers.has('x-evil')).toBe(false);
  });

  it('gives the verified token itself, told from a Response by token_valid', async () => {
    const pool = await createTestUserPool();
    const closed = requireAuth(createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }));
    const token = await pool.accessToken();
    const auth = await closed(new Request('http://localhost/', { headers: { Authorization: `Bearer ${token}` } }));
    expect('token_valid' in auth && auth.token).toBe(token);
  });

  /** Both verbs, asked about a good request that comes with something beside it. */
  async function askingBoth(...beside: readonly unknown[]): Promise<(() => unknown)[]> {
    const pool = await createTestUserPool();
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
    const request = new Request('http://localhost/', {
      headers: { Authorization: `Bearer ${await pool.accessToken()}` },
    });
    return [authenticate(verifier), requireAuth(verifier)].map(
      (made) => () => Reflect.apply(made, undefined, [request, ...beside]),
    );
  }

  it.each<readonly [string, object]>([
    ['groups', { groups: ['admins'] }],
    ['a check', { check: () => false }],
    ['a getToken', { getToken: () => undefined }],
    ['a property', { property: 'user' }],
    ['a member that was not found', { scopes: undefined }],
  ])('does not ignore %s beside the request, but says where that goes', async (_, given) => {
    for (const ask of await askingBoth(given)) {
      const answer = ask();
      await expect(answer).rejects.toThrow(ConfigError);
      await expect(answer).rejects.toThrow(
        'A guard, or an option, that comes with the request would be ignored. authenticate(verifier, options) and requireAuth(verifier, guard) make',
      );
    }
  });

  it.each<readonly [string, readonly unknown[]]>([
    ["Next's context", [{ params: Promise.resolve({ id: '1' }) }]],
    ["a Worker's environment and context", [{ KV: {} }, { waitUntil: () => {} }]],
    ['the place in a list and the list, by map', [0, []]],
    ['undefined', [undefined]],
    ['null', [null]],
  ])('takes %s from its host', async (_, given) => {
    for (const ask of await askingBoth(...given)) expect(await ask()).toMatchObject({ token_valid: true });
  });

  describe('called with what is no web Request', () => {
    const web = new Request('http://localhost/');
    const node = { headers: { authorization: 'Bearer s3cr3t' }, rawHeaders: ['authorization', 'Bearer s3cr3t'] };
    const hono = { req: { raw: web, header: () => 's3cr3t' }, env: {} };
    const NODE = "a request of Node's: use the entry of your framework, or authenticateRequest of cognito-guard";

    it.each<readonly [string, unknown, string]>([
      ['a Hono context', hono, 'the context of Hono or a part of it: pass c.req.raw'],
      ['the request of a Hono context', hono.req, 'the context of Hono or a part of it: pass c.req.raw'],
      ["Node's request", node, NODE],
      ["Fastify's request", { raw: node, headers: node.headers }, NODE],
      ['a Koa context', { req: node, headers: node.headers }, NODE],
      ['undefined', undefined, 'undefined: pass the request'],
      ['null', null, 'null: pass the request'],
      ['a token', 's3cr3t', 'a string: pass the request'],
      ['headers alone', web.headers, 'an object without headers: pass the request'],
      ['an empty object', {}, 'an object without headers: pass the request'],
    ])('says what it was given, and what to pass: %s', async (_, given, wanted) => {
      const pool = await createTestUserPool();
      const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
      for (const options of [{}, { getToken: () => 's3cr3t' }]) {
        for (const verb of [authenticate(verifier, options), requireAuth(verifier, options)]) {
          const answer = verb(given as Request);
          await expect(answer).rejects.toThrow(ConfigError);
          await expect(answer).rejects.toThrow(`It takes a web Request, and was given ${wanted}`);
          await expect(answer).rejects.not.toThrow('s3cr3t');
        }
      }
    });

    it('is none where only the class is another, as in other realms and of other libraries', async () => {
      const pool = await createTestUserPool();
      const closed = requireAuth(createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }));
      const headers = new Headers({ authorization: `Bearer ${await pool.accessToken()}` });
      expect(await closed({ headers } as Request)).toMatchObject({ token_valid: true });
    });
  });
});
