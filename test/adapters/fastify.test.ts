import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import fastifyAuth from '@fastify/auth';
import { ConfigError, createCognitoVerifier, REASONS } from 'cognito-guard';
import cognitoGuard, {
  authenticate,
  cognitoGuard as byName,
  type RefusedRequest,
  requireAuth,
} from 'cognito-guard/fastify';
import { createTestUserPool } from 'cognito-guard/testing';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  type RouteHandlerMethod,
} from 'fastify';
import { describe, expect, it } from 'vitest';
import { serve } from '../support/loopback.ts';
import { type AppUnderTest, adapterContract, HANDLER_ERROR, headersOf, pageFor } from './adapter-contract.ts';

describe('Fastify 5', () => {
  async function application(appUnderTest: AppUnderTest) {
    const { verifier, options, between, guard, earlierHeaders, foreignAuth, earlyAnswer } = appUnderTest;
    const page: RouteHandlerMethod = async (request) => pageFor(Reflect.get(request, options.property ?? 'auth'));
    const changes = async ({ raw }: FastifyRequest) => between(headersOf(raw));
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
    app.get('/both', { onRequest: [changes, onRequest] }, page);
    app.get('/failing', { onRequest }, async () => {
      throw HANDLER_ERROR;
    });
    await app.ready();
    return app.routing;
  }

  adapterContract({
    listener: application,
    bodyBy: 'the host',
    resultOn: 'a property',
    verbs: { authenticate, requireAuth },
  });

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
    });
    expect(answer.headers['cache-control']).toBe('no-store');
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
    const ready = (async () => app.ready())();
    await expect(ready).rejects.toThrow(ConfigError);
    await expect(ready).rejects.toThrow('fastify.requireAuth is taken: register in a scope of its own');
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

  it('names the slip where the verifier itself is registered', async () => {
    const { verifier } = await userPool();
    const registered = (async () => fastify().register(cognitoGuard, verifier as never))();
    await expect(registered).rejects.toThrow('register(cognitoGuard, { verifier }) needs the verifier as a member');
  });

  it('counts a hook after the plugin that moves a cookie into the header', async () => {
    const { pool, verifier } = await userPool();
    const app = fastify();
    await app.register(cognitoGuard, { verifier });
    app.addHook('onRequest', async ({ raw }) => {
      const token = /session=([^;]+)/.exec(raw.headers.cookie ?? '')?.[1];
      if (token !== undefined) raw.headers.authorization = `Bearer ${token}`;
    });
    app.get('/', { onRequest: app.requireAuth() }, async (request) => pageFor(request.auth));
    const cookie = `session=${await pool.accessToken({ sub: 'jane' })}`;
    expect((await app.inject({ url: '/', headers: { cookie } })).json()).toMatchObject({ sub: 'jane' });
    expect((await app.inject('/')).statusCode).toBe(401);
  });

  it('judges a token again in a preHandler, behind a body that took its time', async () => {
    let time = Date.UTC(2030, 0, 1);
    const pool = await createTestUserPool({ now: () => time });
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
    const app = fastify();
    await app.register(cognitoGuard, { verifier });
    app.addHook('preParsing', async () => {
      time += 2 * 3_600_000;
    });
    app.post('/', { preHandler: app.requireAuth() }, async () => 'in');
    const headers = { authorization: `Bearer ${await pool.accessToken()}` };
    const answer = await app.inject({ method: 'POST', url: '/', headers, payload: { name: 'jane' } });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'token_expired']);
  });

  describe('requireAuth of the instance, in place of what it makes', () => {
    const SLIP =
      'requireAuth(guard) makes a hook: call it where the route is declared, { onRequest: app.requireAuth() }, ' +
      'and not while a request is handled, where its hook would never run';

    it.each<readonly [string, (app: FastifyInstance) => unknown]>([
      [
        'await app.requireAuth() inside a hook',
        (app) =>
          app.addHook('preValidation', async () => {
            await app.requireAuth();
          }),
      ],
      [
        'await app.requireAuth({ groups }) inside a hook',
        (app) =>
          app.addHook('onRequest', async () => {
            await app.requireAuth({ groups: ['admins'] });
          }),
      ],
      [
        'await app.requireAuth(request, reply) inside a hook',
        (app) =>
          app.addHook('onRequest', async (request, reply) => {
            await Reflect.apply(app.requireAuth, app, [request, reply]);
          }),
      ],
      ['onRequest: app.requireAuth', (app) => app.addHook('onRequest', app.requireAuth as never)],
      ['preHandler: app.requireAuth', (app) => app.addHook('preHandler', app.requireAuth as never)],
    ])('is never 200, and the answer names the slip: %s', async (_, use) => {
      const { verifier } = await userPool();
      const app = fastify();
      await app.register(cognitoGuard, { verifier });
      use(app);
      app.get('/', async () => 'secret');
      const answer = await app.inject('/');
      expect([answer.statusCode, answer.json().message]).toEqual([500, SLIP]);
    });

    it('is a ConfigError before the instance is ready, for a request, a second argument or an option', async () => {
      const { verifier } = await userPool();
      const app = fastify();
      await app.register(cognitoGuard, { verifier });
      const call = (...given: unknown[]) => Reflect.apply(app.requireAuth, app, given);
      expect(() => call({}, {})).toThrow(SLIP);
      expect(() => call(new Request('http://localhost/'))).toThrow('guard must be a plain object');
      expect(() => call({ getToken: () => 'x' })).toThrow("guard has an unknown member 'getToken'");
      expect(() => call(verifier)).toThrow(ConfigError);
    });

    it('keeps the check of its guard, and knows the token that the verifier gives', async () => {
      const { pool, verifier } = await userPool();
      const app = fastify();
      await app.register(cognitoGuard, { verifier });
      app.get('/', { onRequest: app.requireAuth({ check: ({ claims }) => claims.sub === 'jane' }) }, async () => 'in');
      const statusFor = async (sub: string) => {
        const headers = { authorization: `Bearer ${await pool.accessToken({ sub })}` };
        return (await app.inject({ url: '/', headers })).statusCode;
      };
      expect([await statusFor('jane'), await statusFor('john')]).toEqual([200, 403]);
    });
  });

  describe('authenticate and requireAuth without the plugin', () => {
    it('attach and refuse, under a property of your own', async () => {
      const { pool, verifier } = await userPool();
      const app = fastify();
      app.decorateRequest('user', null);
      const page: RouteHandlerMethod = async (request) => pageFor(Reflect.get(request, 'user'));
      app.get('/open', { onRequest: authenticate(verifier, { property: 'user' }) }, page);
      app.get('/closed', { onRequest: requireAuth(verifier, { property: 'user', groups: ['staff'] }) }, page);
      const headers = { authorization: `Bearer ${await pool.accessToken({ 'cognito:groups': ['staff'] })}` };
      expect((await app.inject('/open')).json()).toEqual({ token_valid: false, reason: 'token_missing' });
      expect((await app.inject({ url: '/open', headers })).json()).toMatchObject({ token_valid: true });
      expect((await app.inject({ url: '/closed', headers })).json()).toMatchObject({ token_valid: true });
      const refused = await app.inject('/closed');
      expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([401, 'Bearer realm="api"']);
    });

    it.each([
      ['onRequest: requireAuth', requireAuth],
      ['onRequest: authenticate', authenticate],
    ])('are never 200 where they are used in place of what they make: %s', async (_, verb) => {
      const app = fastify();
      app.get('/', { onRequest: verb as never }, async () => 'secret');
      const answer = await app.inject('/');
      expect([answer.statusCode, answer.json().message]).toEqual([
        500,
        expect.stringContaining('make onRequest hooks'),
      ]);
    });
  });

  describe('beside other owners of a name', () => {
    it('puts the result on a property of your own where request.auth is taken', async () => {
      const { pool, verifier } = await userPool();
      const app = fastify();
      app.decorateRequest('auth', 'of another library' as never);
      await app.register(cognitoGuard, { verifier, property: 'cognito' });
      app.get('/', { onRequest: app.requireAuth() }, async (request) => [
        request.auth,
        pageFor(Reflect.get(request, 'cognito')),
      ]);
      const headers = { authorization: `Bearer ${await pool.accessToken({ sub: 'jane' })}` };
      expect((await app.inject({ url: '/', headers })).json()).toMatchObject(['of another library', { sub: 'jane' }]);
    });

    it('decorates the request with that name, so that every request has the same shape', async () => {
      const { verifier } = await userPool();
      const app = fastify();
      await app.register(cognitoGuard, { verifier, property: 'cognito' });
      expect([app.hasRequestDecorator('cognito'), app.hasRequestDecorator('auth')]).toEqual([true, false]);
    });

    it('takes one property for each of two registrations in sibling scopes', async () => {
      const [users, machines] = [await userPool(), await userPool()];
      const app = fastify();
      await app.register(async (scope) => {
        await scope.register(cognitoGuard, { verifier: users.verifier, property: 'user' });
        scope.get('/users', { onRequest: scope.requireAuth() }, async (request) =>
          Object.keys(request).includes('user'),
        );
      });
      await app.register(async (scope) => {
        await scope.register(cognitoGuard, { verifier: machines.verifier, property: 'machine' });
        scope.get('/machines', { onRequest: scope.requireAuth() }, async () => 'machines');
      });
      const headers = { authorization: `Bearer ${await users.pool.accessToken()}` };
      expect((await app.inject({ url: '/users', headers })).json()).toBe(true);
      expect((await app.inject({ url: '/machines', headers })).statusCode).toBe(401);
    });

    it('says so where fastify.requireAuth is taken, and the hooks of the entry still serve', async () => {
      const { verifier } = await userPool();
      const app = fastify();
      app.decorate('requireAuth', (() => {}) as never);
      const registered = (async () => app.register(cognitoGuard, { verifier }))();
      await expect(registered).rejects.toThrow('use authenticate and requireAuth of this entry');
    });
  });

  describe('a refusal beside @fastify/auth', () => {
    type Relation = 'ours first' | 'ours last';

    async function appWith(page: RouteHandlerMethod, order: Relation = 'ours first') {
      const { pool, verifier } = await userPool();
      const app = fastify();
      await app.register(fastifyAuth);
      const byApiKey = async ({ headers }: FastifyRequest) => {
        if (headers['x-api-key'] !== 'good') throw Object.assign(new Error('No API key'), { statusCode: 401 });
      };
      app.addHook('onRequest', async (_request, reply) => {
        reply.header('access-control-allow-origin', 'https://app.example.com');
      });
      const ours = requireAuth(verifier);
      const strategies = order === 'ours first' ? [ours, byApiKey] : [byApiKey, ours];
      app.get('/', { onRequest: app.auth(strategies, { relation: 'or' }) }, page);
      return { app, pool };
    }

    const pages: readonly (readonly [string, RouteHandlerMethod])[] = [
      ['text', async () => 'in'],
      ['JSON', async () => ({ page: 'in' })],
      ['a stream', async (_request, reply) => reply.type('text/plain').send(Readable.from(['in']))],
      ['a web stream', async () => new Response('in', { headers: { 'content-type': 'text/plain' } })],
    ];

    it.each(pages)('leaves no header on an answer that another strategy wins: %s', async (_, page) => {
      const { app } = await appWith(page);
      const { ask, close } = await serve(await listenerOf(app));
      const answer = await ask('/', ['x-api-key', 'good']);
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('in');
      for (const name of ['www-authenticate', 'cache-control', 'retry-after']) expect(answer.fields(name)).toEqual([]);
      await close();
    });

    const WRONG_PASSWORD = Object.assign(new Error('Wrong password'), { statusCode: 401 });
    it.each<readonly [string, RouteHandlerMethod]>([
      ['JSON', async (_request, reply) => reply.code(401).send({ wrong: 'password' })],
      ['a stream', async (_request, reply) => reply.code(401).send(Readable.from(['no']))],
      ['an error that it throws', () => Promise.reject(WRONG_PASSWORD)],
      ['an error that it sends', async (_request, reply) => reply.send(WRONG_PASSWORD)],
      ['a response of its own', (_request, reply) => void reply.hijack().raw.writeHead(401).end('no')],
    ])('nor on a 401 that the handler behind that strategy gives by itself: %s', async (_, page) => {
      const { app } = await appWith(page);
      const { ask, close } = await serve(await listenerOf(app));
      const answer = await ask('/', ['x-api-key', 'good']);
      expect(answer.status).toBe(401);
      for (const name of ['www-authenticate', 'cache-control']) expect(answer.fields(name)).toEqual([]);
      await close();
    });

    it("nor on another strategy's refusal, which is the one that @fastify/auth sends if it comes last", async () => {
      const { app } = await appWith(async () => 'in', 'ours first');
      const answer = await app.inject('/');
      expect([answer.statusCode, answer.json().message]).toEqual([401, 'No API key']);
      expect(answer.headers).not.toHaveProperty('www-authenticate');
    });

    it('tells its challenge where no strategy wins and it comes last, with the headers that were there', async () => {
      const { app } = await appWith(async () => 'in', 'ours last');
      const { ask, close } = await serve(await listenerOf(app));
      const answer = await ask('/');
      expect(answer.status).toBe(401);
      expect(answer.fields('www-authenticate')).toEqual(['Bearer realm="api"']);
      expect(answer.fields('cache-control')).toEqual(['no-store']);
      expect(answer.fields('access-control-allow-origin')).toEqual(['https://app.example.com']);
      await close();
    });

    it('is not asked for where the token is good', async () => {
      const { app, pool } = await appWith(async () => 'in');
      const headers = { authorization: `Bearer ${await pool.accessToken()}` };
      expect((await app.inject({ url: '/', headers })).body).toBe('in');
    });
  });

  describe('the answer of a custom error handler', () => {
    const pool = userPool();

    async function answerOf(errorHandler: (error: RefusedRequest, reply: FastifyReply) => unknown) {
      const { verifier } = await pool;
      const app = fastify();
      app.setErrorHandler((error: RefusedRequest, _request, reply) => errorHandler(error, reply));
      app.get('/', { onRequest: requireAuth(verifier) }, async () => 'in');
      const { ask, close } = await serve(await listenerOf(app));
      const answer = await ask('/');
      await close();
      return answer;
    }

    it.each<readonly [string, (error: RefusedRequest, reply: FastifyReply) => unknown]>([
      ['JSON of its own', ({ statusCode, body }, reply) => reply.code(statusCode).send(body)],
      ['a stream', ({ statusCode }, reply) => reply.code(statusCode).send(Readable.from(['no']))],
      ['nothing', ({ statusCode }, reply) => reply.code(statusCode).send()],
      [
        'a list of headers',
        ({ statusCode }, reply) =>
          reply.hijack().raw.writeHead(statusCode, ['X-A', 'b', 'Set-Cookie', 'c=1', 'Set-Cookie', 'd=2']).end('no'),
      ],
      ['a status line of its own', ({ statusCode }, reply) => reply.hijack().raw.writeHead(statusCode, 'No').end('no')],
    ])('has challenge and no-store of the refusal: %s', async (_, errorHandler) => {
      const answer = await answerOf(errorHandler);
      expect(answer.status).toBe(401);
      expect(answer.fields('www-authenticate')).toEqual(['Bearer realm="api"']);
      expect(answer.fields('cache-control')).toEqual(['no-store']);
      expect(answer.fields('0')).toEqual([]);
    });

    it('keeps a challenge of its own beside ours', async () => {
      const answer = await answerOf(({ statusCode }, reply) =>
        reply.code(statusCode).header('www-authenticate', 'Basic realm="old"').send('no'),
      );
      expect(answer.fields('www-authenticate')).toEqual(['Basic realm="old"', 'Bearer realm="api"']);
    });

    it('has none of it where the handler makes another status of the refusal, a redirect to the login say', async () => {
      const answer = await answerOf((_error, reply) => reply.redirect('/login'));
      expect(answer.status).toBe(302);
      expect(answer.fields('www-authenticate')).toEqual([]);
      expect(answer.fields('cache-control')).toEqual([]);
    });
  });
});

async function listenerOf(app: FastifyInstance): Promise<RequestListener> {
  await app.ready();
  return app.routing;
}
