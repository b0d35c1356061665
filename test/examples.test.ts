import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createCognitoVerifier, type VerifierLike } from 'cognito-guard';
import { createTestUserPool, tamper } from 'cognito-guard/testing';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { createApp as createCookieApp } from '../examples/cookie.ts';
import { createApp as createExpressApp } from '../examples/express.ts';
import { createApp as createFastifyApp } from '../examples/fastify.ts';
import { createApp as createHonoApp } from '../examples/hono.ts';
import { createApp as createKoaApp } from '../examples/koa.ts';
import { createHandlers } from '../examples/lambda.ts';
import { createApp as createNodeApp } from '../examples/node-http.ts';
import { createApp as createAppOfSeveralPools } from '../examples/several-pools.ts';
import { http2, httpProxy2 } from './lambda/events.ts';

type CreateListener = (verifier: VerifierLike) => RequestListener | Promise<RequestListener>;

const withGuards: Readonly<Record<string, CreateListener>> = {
  express: createExpressApp,
  koa: (verifier) => createKoaApp(verifier).callback(),
  fastify: async (verifier) => {
    const app = await createFastifyApp(verifier);
    await app.ready();
    return app.routing;
  },
  hono: (verifier) => getRequestListener(createHonoApp(verifier).fetch),
};
const listeners: Readonly<Record<string, CreateListener>> = { ...withGuards, 'node-http': createNodeApp };

const pool = await createTestUserPool();
const member = await pool.accessToken();
const moderator = await pool.accessToken({ 'cognito:groups': ['moderators'] });
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

async function listen(createListener: CreateListener, verifier: VerifierLike): Promise<string> {
  const server = createServer(await createListener(verifier));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(createListener: CreateListener, options: { fetch?: typeof fetch } = {}) {
  const verifier = createCognitoVerifier({ ...pool.verifierOptions, ...options, tokenUse: 'access' });
  const origin = await listen(createListener, verifier);
  return (path: string, token?: string, method = 'GET') =>
    fetch(origin + path, { method, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
}

it('a short example stays short enough to be read before it is copied', () => {
  const folder = new URL('../examples/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const lineCounts = names.map((name) => readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n').length);
  expect(Math.max(...lineCounts)).toBeLessThanOrEqual(40);
});

describe.each(Object.entries(listeners))('the %s example', (_name, createListener) => {
  it('shows one page to members and another to everybody else', async () => {
    const get = await serve(createListener);
    const anonymous = await get('/home');
    expect(anonymous.headers.get('vary')).toBe('Authorization');
    expect(await anonymous.json()).toEqual({ page: 'anonymous', reason: 'token_missing' });
    expect(await (await get('/home', member)).json()).toMatchObject({ page: 'member', sub: expect.any(String) });
  });

  it('answers 503 and not the anonymous page while the keys cannot be fetched', async () => {
    const get = await serve(createListener, { fetch: async () => new Response('down', { status: 500 }) });
    const response = await get('/home', member);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ reason: 'keys_unavailable' });
  });

  it('keeps messages for good tokens', async () => {
    const get = await serve(createListener);
    const refused = await get('/messages');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="api"');
    const answered = await get('/messages', member);
    expect(answered.status).toBe(200);
    expect(await answered.json()).toMatchObject({ messages: [] });
  });
});

it.each(Object.entries(withGuards))('the %s example keeps deletion for moderators', async (_name, createListener) => {
  const get = await serve(createListener);
  expect((await get('/messages', member, 'DELETE')).status).toBe(403);
  expect((await get('/messages', moderator, 'DELETE')).status).toBe(204);
});

it('the node-http example answers 500, and goes on, when something of the server breaks', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const broken = { verify: () => Promise.reject(new Error('a bug of ours')) };
  const origin = await listen(createNodeApp, broken);
  const headers = { authorization: `Bearer ${member}` };
  expect((await fetch(`${origin}/messages`, { headers })).status).toBe(500);
  expect((await fetch(`${origin}/messages`, { headers })).status).toBe(500);
  expect(logged).toHaveBeenCalledTimes(2);
  logged.mockRestore();
});

describe('the Cloudflare Worker example', () => {
  const env = { USER_POOL_ID: pool.userPoolId, CLIENT_ID: pool.clientId };
  const requestOf = (token: string) =>
    new Request('https://worker.example/', { headers: { authorization: `Bearer ${token}` } });

  /** Its module anew, as in a new isolate, where the platform's `fetch` answers so. */
  async function startIsolate(answer: () => Response) {
    const platformFetch = vi.fn(async () => answer());
    vi.stubGlobal('fetch', platformFetch);
    vi.resetModules();
    const { default: worker } = await import('../examples/cloudflare-worker.ts');
    return { worker, platformFetch };
  }
  afterEach(() => vi.unstubAllGlobals());

  it('fetches the key set once for all requests of an isolate', async () => {
    const { worker, platformFetch } = await startIsolate(() => Response.json(pool.jwks));
    for (const token of [member, moderator, await pool.accessToken()]) {
      expect((await worker.fetch(requestOf(token), env)).status).toBe(200);
    }
    expect(platformFetch).toHaveBeenCalledTimes(1);
  });

  it('refuses a bad token, and answers 503 while the keys cannot be fetched', async () => {
    const up = await startIsolate(() => Response.json(pool.jwks));
    expect((await up.worker.fetch(requestOf(tamper(member)), env)).status).toBe(401);
    const down = await startIsolate(() => new Response('down', { status: 500 }));
    expect((await down.worker.fetch(requestOf(member), env)).status).toBe(503);
  });
});

describe('the Lambda example', () => {
  const handlersOf = (options: object = {}) =>
    createHandlers(createCognitoVerifier({ ...pool.verifierOptions, ...options, tokenUse: 'access' }));
  const withToken = (token: string) => ({ authorization: `Bearer ${token}` });

  it('hands on through its authorizer who asks for the orders', async () => {
    const { authorizer, listOrders } = handlersOf();
    expect(await authorizer(http2())).toEqual({ errorMessage: 'Unauthorized' });
    const answer = await authorizer(http2(withToken(moderator)));
    if (!('isAuthorized' in answer && answer.isAuthorized)) throw new Error('A good token was refused');
    const { statusCode, body } = await listOrders(httpProxy2({}, { lambda: answer.context }));
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({ orders: [], sub: expect.any(String), groups: ['moderators'] });
  });

  it('gives no orders to a route that was left without its authorizer', async () => {
    await expect(handlersOf().listOrders(httpProxy2())).rejects.toThrow(/No authorizer has put anything/);
  });

  it('shows one page to members, another to everybody else, and 503 in an outage', async () => {
    const { home } = handlersOf();
    expect(JSON.parse((await home(httpProxy2(withToken(member)))).body)).toMatchObject({ page: 'member' });
    expect(JSON.parse((await home(httpProxy2())).body)).toEqual({ page: 'anonymous', reason: 'token_missing' });
    const down = handlersOf({ fetch: async () => new Response('down', { status: 500 }) });
    const answer = await down.home(httpProxy2(withToken(member)));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1', Vary: 'Authorization' } });
  });

  it('keeps deletion for moderators', async () => {
    const { removeMessage } = handlersOf();
    expect(await removeMessage(httpProxy2())).toMatchObject({ statusCode: 401 });
    expect(await removeMessage(httpProxy2(withToken(member)))).toMatchObject({ statusCode: 403 });
    expect(await removeMessage(httpProxy2(withToken(moderator)))).toEqual({ statusCode: 204 });
  });
});

describe('the example of several pools', async () => {
  const staffPool = await createTestUserPool({ userPoolId: 'eu-west-1_StaffPool' });
  const app = createAppOfSeveralPools(
    createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }),
    createCognitoVerifier({ ...staffPool.verifierOptions, tokenUse: 'access' }),
  );
  const get = (path: string, token: string) =>
    app(new Request(`https://api.example${path}`, { headers: { authorization: `Bearer ${token}` } }));

  it('takes the tokens of both, and names users by issuer and sub', async () => {
    const claims = { sub: 'a0000000-0000-4000-8000-000000000000' };
    const users = await Promise.all(
      [await pool.accessToken(claims), await staffPool.accessToken(claims)].map(async (token) =>
        (await get('/me', token)).json(),
      ),
    );
    expect(users).toEqual([{ user: `${pool.issuer}/${claims.sub}` }, { user: `${staffPool.issuer}/${claims.sub}` }]);
  });

  it("opens staff's page for staff's admins, and not for a group of the same name in the customers' pool", async () => {
    const admins = { 'cognito:groups': ['admins'] };
    expect((await get('/admin', await staffPool.accessToken(admins))).status).toBe(200);
    expect((await get('/admin', await staffPool.accessToken())).status).toBe(403);
    const response = await get('/admin', await pool.accessToken(admins));
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ reason: 'issuer_unknown' });
  });
});

describe('the cookie example', async () => {
  const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
  const origin = await listen(createCookieApp, verifier);
  const cookie = `__Host-access_token=${member}`;

  /** By node:http, because `fetch` sends neither two fields of a name nor a cookie. */
  const statusOf = (headers: Readonly<Record<string, string | string[]>>, method = 'GET') =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = sendRequest(`${origin}/messages`, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.once('error', reject).end();
    });

  it.each<readonly [string, Readonly<Record<string, string | string[]>>, number]>([
    ['a cookie alone', { cookie }, 200],
    ['a cookie among others', { cookie: `theme=dark; ${cookie}; lang=en` }, 200],
    ['the same cookie twice', { cookie: `${cookie}; ${cookie}` }, 200],
    ['two cookies that differ', { cookie: `${cookie}; __Host-access_token=${moderator}` }, 401],
    ['a cookie of another name', { cookie: `access_token=${member}` }, 401],
    ['a cookie with a bad token', { cookie: `__Host-access_token=${tamper(member)}` }, 401],
    ['neither cookie nor header', {}, 401],
    ['a header alone', { authorization: `Bearer ${member}` }, 200],
    ['a bad header beside a good cookie', { authorization: `Bearer ${tamper(member)}`, cookie }, 401],
    ['an empty header beside a good cookie', { authorization: '', cookie }, 401],
    ['another scheme beside a good cookie', { authorization: 'Basic dXNlcjpwYXNz', cookie }, 401],
    ['a bare token', { authorization: member }, 400],
    ['a bare token beside a good cookie', { authorization: member, cookie }, 400],
    ['two Authorization fields', { authorization: [`Bearer ${member}`, `Bearer ${member}`] }, 400],
    [
      'two Authorization fields and a cookie',
      { authorization: [`Bearer ${member}`, `Bearer ${moderator}`], cookie },
      400,
    ],
  ])('%s', async (_case, headers, status) => {
    expect(await statusOf(headers)).toBe(status);
  });

  it('does not take the cookie for an unsafe method', async () => {
    expect(await statusOf({ cookie }, 'DELETE')).toBe(401);
    expect(await statusOf({ authorization: `Bearer ${member}` }, 'DELETE')).toBe(204);
  });
});
