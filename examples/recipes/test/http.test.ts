// Recipes of hosts that have paths. What differs is how each is started.
import { getRequestListener } from '@hono/node-server';
import { tamper } from 'cognito-guard/testing';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createApp as createAppBehindAlb } from '../alb.ts';
import { createApp as createHonoApp } from '../hono.ts';
import { createApp as createPublicExpressApp } from '../public-paths-express.ts';
import { createApp as createPublicFastifyApp } from '../public-paths-fastify.ts';
import { createApp as createPublicHonoApp } from '../public-paths-hono.ts';
import { recipeAt, serve } from './loopback.ts';
import { describeRecipe, type KeyEndpoint, pool, verifierFor } from './recipe-contract.ts';

type Start = (endpoint: KeyEndpoint) => Promise<string>;

const startHono: Start = (endpoint) => serve(getRequestListener(createHonoApp(verifierFor(endpoint)).fetch));
describeRecipe('hono.ts', async (endpoint) => recipeAt(await startHono(endpoint)));

it('hono.ts types c.var.auth behind the guard alone', async () => {
  // @ts-expect-error Without the guard there is no auth, so that it cannot be read by mistake.
  const app = new Hono().get('/open', (c) => c.json({ auth: c.var.auth ?? null }));
  expect(await (await app.request('/open')).json()).toEqual({ auth: null });
});

const startAlb: Start = (endpoint) => serve(createAppBehindAlb(verifierFor(endpoint)));
const byLoadBalancer = (token?: string): Record<string, string> =>
  token === undefined ? {} : { 'x-amzn-oidc-accesstoken': token };

describeRecipe('alb.ts', async (endpoint) => recipeAt(await startAlb(endpoint), byLoadBalancer));

describe('alb.ts', () => {
  it.each<[what: string, headers: () => Promise<Record<string, string>>, status: number]>([
    ["the load balancer's own words about the user", async () => ({ 'x-amzn-oidc-identity': 'admin' }), 401],
    [
      'a forged token in the header of the load balancer',
      async () => byLoadBalancer(tamper(await pool.accessToken(), { sub: 'admin' })),
      401,
    ],
    ['the ID token, which the load balancer never sends', async () => byLoadBalancer(await pool.idToken()), 401],
    [
      'two tokens in the header',
      async () => byLoadBalancer(`${await pool.accessToken()}, ${await pool.accessToken()}`),
      401,
    ],
    [
      'a token in the Authorization header, which the load balancer does not set',
      async () => ({ authorization: `Bearer ${await pool.accessToken()}` }),
      401,
    ],
  ])('is not convinced by %s', async (_what, headers, status) => {
    const response = await fetch(`${await startAlb('up')}/messages`, { headers: await headers() });
    expect(response.status).toBe(status);
  });

  it('names the user by the verified token, whatever the unsigned headers say', async () => {
    const token = await pool.accessToken({ sub: 'jane' });
    const headers = { ...byLoadBalancer(token), 'x-amzn-oidc-identity': 'admin', 'x-amzn-oidc-data': 'e30.e30.e30' };
    const response = await fetch(`${await startAlb('up')}/messages`, { headers });
    expect(await response.json()).toEqual({ sub: 'jane' });
  });
});

const withPublicPaths: Readonly<Record<string, Start>> = {
  'public-paths-express.ts': (endpoint) => serve(createPublicExpressApp(verifierFor(endpoint))),
  'public-paths-hono.ts': (endpoint) => serve(getRequestListener(createPublicHonoApp(verifierFor(endpoint)).fetch)),
  'public-paths-fastify.ts': async (endpoint) => {
    const app = await createPublicFastifyApp(verifierFor(endpoint));
    await app.ready();
    return serve(app.routing);
  },
};

for (const [name, start] of Object.entries(withPublicPaths)) {
  describeRecipe(name, async (endpoint) => recipeAt(await start(endpoint)));

  describe(name, () => {
    it.each<[method: string, path: string, status: number]>([
      ['GET', '/health', 200],
      ['HEAD', '/health', 200],
      ['GET', '/no-such-path', 404],
      ['GET', '/messages/no-such-path', 404],
      ['POST', '/messages', 404],
      ['GET', '/messages', 401],
      ['HEAD', '/messages', 401],
      ['GET', '/messages?public=/health', 401],
      ['GET', '/reports', 401],
    ])('answers a stranger, in an outage too: %s %s is %i', async (method, path, status) => {
      const refused = status === 401;
      // Without a token nothing is fetched, so an outage changes nothing.
      for (const endpoint of ['up', 'down'] as const) {
        const response = await fetch((await start(endpoint)) + path, { method });
        expect(response.status).toBe(status);
        expect(response.headers.has('www-authenticate')).toBe(refused);
      }
    });

    it('keeps public paths open to those whose token has expired', async () => {
      const headers = { authorization: `Bearer ${await pool.accessToken({ exp: 1 })}` };
      expect((await fetch(`${await start('up')}/health`, { headers })).status).toBe(200);
    });
  });
}

describe('public-paths-fastify.ts', () => {
  it('guards a route that was added later and says nothing of whom it is for', async () => {
    const app = await createPublicFastifyApp(verifierFor('up'));
    app.get('/later', async () => 'a secret');
    app.register(async (scope) => void scope.get('/in-a-plugin', async () => 'a secret'));
    await app.ready();
    const origin = await serve(app.routing);
    expect((await fetch(`${origin}/later`)).status).toBe(401);
    expect((await fetch(`${origin}/in-a-plugin`)).status).toBe(401);
  });
});
