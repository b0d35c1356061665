import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCognitoVerifier, type VerifierLike } from 'cognito-guard';
import { createTestUserPool } from 'cognito-guard/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createApp as createExpressApp } from '../examples/express.ts';
import { createApp as createFastifyApp } from '../examples/fastify.ts';
import { createApp as createKoaApp } from '../examples/koa.ts';

const listeners: Record<string, (verifier: VerifierLike) => Promise<RequestListener>> = {
  express: async (verifier) => createExpressApp(verifier),
  koa: async (verifier) => createKoaApp(verifier).callback(),
  fastify: async (verifier) => {
    const app = await createFastifyApp(verifier);
    await app.ready();
    return app.routing;
  },
};

const pool = await createTestUserPool();
const member = await pool.accessToken();
const moderator = await pool.accessToken({ 'cognito:groups': ['moderators'] });
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

describe.each(Object.entries(listeners))('the %s example', (_name, createListener) => {
  async function serve(options: { fetch?: typeof fetch } = {}) {
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, ...options, tokenUse: 'access' });
    const server = createServer(await createListener(verifier));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    return (path: string, token?: string, method = 'GET') =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
  }

  it('shows one page to members and another to everybody else', async () => {
    const get = await serve();
    const anonymous = await get('/home');
    expect(anonymous.headers.get('vary')).toBe('Authorization');
    expect(await anonymous.json()).toEqual({ page: 'anonymous', reason: 'token_missing' });
    expect(await (await get('/home', member)).json()).toMatchObject({ page: 'member', sub: expect.any(String) });
  });

  it('answers 503 and not the anonymous page while the keys cannot be fetched', async () => {
    const get = await serve({ fetch: async () => new Response('down', { status: 500 }) });
    const response = await get('/home', member);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ reason: 'keys_unavailable' });
  });

  it('keeps messages for good tokens and their deletion for moderators', async () => {
    const get = await serve();
    expect((await get('/messages')).status).toBe(401);
    expect((await get('/messages', member)).status).toBe(200);
    expect((await get('/messages', member, 'DELETE')).status).toBe(403);
    expect((await get('/messages', moderator, 'DELETE')).status).toBe(204);
  });
});
