import { ConfigError, createCognitoVerifier, REASONS } from 'cognito-guard';
import cognitoGuard, { cognitoGuard as byName, type RefusedRequest } from 'cognito-guard/fastify';
import { createTestUserPool } from 'cognito-guard/testing';
import { fastify, type RouteHandlerMethod } from 'fastify';
import { describe, expect, it } from 'vitest';
import { type AppUnderTest, adapterContract, HANDLER_ERROR, pageFor } from './adapter-contract.ts';

describe('Fastify 5', () => {
  async function application({ verifier, options, guard, earlierHeaders, foreignAuth, earlyAnswer }: AppUnderTest) {
    const page: RouteHandlerMethod = async (request) => pageFor(request.auth);
    const app = fastify();
    app.addHook('onRequest', (request, reply, done) => {
      reply.headers(earlierHeaders);
      Object.assign(request, { auth: foreignAuth });
      // A hook that has sent ends the chain; what is sent meanwhile does not.
      if (earlyAnswer !== undefined) setImmediate(() => reply.send(earlyAnswer));
      done();
    });
    await app.register(cognitoGuard, { verifier, ...options });
    const onRequest = app.requireAuth(guard);
    app.get('/open', page);
    app.get('/closed', { onRequest }, page);
    app.get('/both', { onRequest }, page);
    app.get('/failing', { onRequest }, async () => {
      throw HANDLER_ERROR;
    });
    await app.ready();
    return app.routing;
  }

  adapterContract({ listener: application, bodyBy: 'the host' });

  async function userPool() {
    const pool = await createTestUserPool();
    return { pool, verifier: createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }) };
  }

  it('exports the plugin by default and by name', () => {
    expect(byName).toBe(cognitoGuard);
  });

  it('hands a custom error handler the reason, and keeps the challenge on its answer', async () => {
    const { verifier } = await userPool();
    const app = fastify();
    app.setErrorHandler((error: RefusedRequest, _request, reply) => reply.code(error.statusCode).send({ ...error }));
    await app.register(cognitoGuard, { verifier });
    app.get('/', { onRequest: app.requireAuth() }, async () => 'in');
    const answer = await app.inject('/');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="api"');
    expect(answer.json()).toEqual({
      name: 'RefusedRequest',
      statusCode: 401,
      code: 'token_missing',
      reason: 'token_missing',
      body: { error: 'unauthorized', error_description: REASONS.token_missing.message, reason: 'token_missing' },
      headers: { 'Cache-Control': 'no-store', 'WWW-Authenticate': 'Bearer realm="api"' },
    });
  });

  it('does not answer twice, which Fastify would log', async () => {
    const { verifier } = await userPool();
    const lines: string[] = [];
    const app = fastify({ logger: { level: 'warn', stream: { write: (line: string) => lines.push(line) } } });
    let decide = () => {};
    const answered = new Promise<undefined>((resolve) => {
      decide = () => resolve(undefined);
    });
    app.addHook('onRequest', (_request, reply, done) => {
      setImmediate(() => reply.send('early'));
      done();
    });
    await app.register(cognitoGuard, { verifier, getToken: () => answered });
    app.get('/', { onRequest: app.requireAuth() }, async () => 'in');
    expect((await app.inject('/')).body).toBe('early');
    decide();
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual([]);
  });

  it('refuses before it reads a body', async () => {
    const { verifier } = await userPool();
    const app = fastify();
    await app.register(cognitoGuard, { verifier });
    const schema = { body: { type: 'object', required: ['name'] } };
    app.post('/', { onRequest: app.requireAuth(), schema }, async () => 'in');
    const answer = await app.inject({
      method: 'POST',
      url: '/',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.statusCode).toBe(401);
  });

  it('sees two fields under inject(), where only rawHeaders shows them', async () => {
    const { pool, verifier } = await userPool();
    const app = fastify();
    await app.register(cognitoGuard, { verifier });
    app.get('/', async (request) => pageFor(request.auth));
    const token = await pool.accessToken();
    const answer = await app.inject({
      url: '/',
      headers: { authorization: [`Bearer ${token}`, 'Bearer other'] } as never,
    });
    expect(answer.json()).toEqual({ token_valid: false, reason: 'request_malformed' });
  });

  it('takes a second verifier in a scope of its own', async () => {
    const [users, machines] = [await userPool(), await userPool()];
    const app = fastify();
    await app.register(async (scope) => {
      await scope.register(cognitoGuard, { verifier: users.verifier });
      scope.get('/users', { onRequest: scope.requireAuth() }, async () => 'users');
    });
    await app.register(async (scope) => {
      await scope.register(cognitoGuard, { verifier: machines.verifier });
      scope.get('/machines', { onRequest: scope.requireAuth() }, async () => 'machines');
    });
    const headers = { authorization: `Bearer ${await users.pool.accessToken()}` };
    expect((await app.inject({ url: '/users', headers })).body).toBe('users');
    expect((await app.inject({ url: '/machines', headers })).statusCode).toBe(401);
  });

  it('refuses a second verifier in the same scope', async () => {
    const { verifier } = await userPool();
    const app = fastify();
    app.register(cognitoGuard, { verifier });
    app.register(cognitoGuard, { verifier });
    await expect((async () => app.ready())()).rejects.toMatchObject({ code: 'FST_ERR_DEC_ALREADY_PRESENT' });
  });

  it('takes the token from a cookie by a getToken that knows the request', async () => {
    const { pool, verifier } = await userPool();
    const app = fastify();
    await app.register(cognitoGuard, { verifier, getToken: ({ headers }) => headers.cookie?.replace('session=', '') });
    app.get('/', { onRequest: app.requireAuth() }, async () => 'in');
    const cookie = `session=${await pool.accessToken()}`;
    expect((await app.inject({ url: '/', headers: { cookie } })).body).toBe('in');
    expect((await app.inject('/')).statusCode).toBe(401);
  });

  it.each([
    ['no verifier', {}, /verifier/],
    ['a guard where none belongs', { scopes: ['orders/read'] }, /unknown member 'scopes'/],
    ['a getToken that is undefined', { getToken: undefined }, /getToken is undefined/],
    ['a getToken that is text', { getToken: 'cookie' }, /getToken must be a function/],
  ])('refuses %s at registration', async (what, options, message) => {
    const { verifier } = await userPool();
    const given = what === 'no verifier' ? options : { verifier, ...options };
    const registered = (async () => fastify().register(cognitoGuard, given as never))();
    await expect(registered).rejects.toThrow(ConfigError);
    await expect(registered).rejects.toThrow(message);
  });

  it("lets Fastify's own options of a registration through", async () => {
    const { verifier } = await userPool();
    await expect(
      (async () => fastify().register(cognitoGuard, { verifier, prefix: '/api', logLevel: 'warn' }))(),
    ).resolves.toBeDefined();
  });
});
