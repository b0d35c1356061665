import { createCognitoVerifier, type VerifyResult } from 'cognito-guard';
import { type AuthState, authenticate, requireAuth } from 'cognito-guard/koa';
import { createTestUserPool } from 'cognito-guard/testing';
import koa3, { type Middleware, type ParameterizedContext } from 'koa';
import koa2 from 'koa2';
import { describe, expect, it } from 'vitest';
import { serve } from '../support/loopback.ts';
import { type AppUnderTest, adapterContract, HANDLER_ERROR, headersOf, pageFor } from './adapter-contract.ts';

describe.each([
  ['Koa 3', koa3],
  ['Koa 2', koa2],
])('%s', (_, Koa) => {
  function application(appUnderTest: AppUnderTest) {
    const { verifier, options, between, guard, earlierHeaders, foreignAuth, earlyAnswer } = appUnderTest;
    const open = authenticate(verifier, options);
    const closed = requireAuth(verifier, { ...guard, ...options });
    const page: Middleware<AuthState<VerifyResult>> = (ctx) => {
      ctx.body = pageFor(Reflect.get(ctx.state, options.property ?? 'auth'));
    };
    const changes: Middleware<AuthState> = async (ctx, next) => {
      await between(headersOf(ctx.req));
      await next();
    };
    const failing = () => {
      throw HANDLER_ERROR;
    };
    const routes: Record<string, readonly Middleware<AuthState>[]> = {
      '/open': [open, page],
      '/closed': [closed, page],
      '/both': [open, changes, closed, page],
      '/failing': [closed, failing],
    };
    const app = new Koa<AuthState>();
    app.use(async (ctx, next) => {
      ctx.set(earlierHeaders);
      Object.assign(ctx.state, { auth: foreignAuth });
      if (earlyAnswer !== undefined) ctx.res.writeHead(200).end(earlyAnswer);
      await next();
    });
    app.use(async (ctx, next) => {
      const chain = routes[ctx.path] ?? [];
      const run = async (at: number): Promise<unknown> =>
        at < chain.length ? chain[at]?.(ctx, () => run(at + 1)) : next();
      await run(0);
    });
    return app.callback();
  }

  adapterContract({
    listener: application,
    bodyBy: 'us',
    resultOn: 'a property',
    verbs: { authenticate, requireAuth },
  });

  it('answers 500 where requireAuth is used in place of what it makes, and tells the log how to call it', async () => {
    const app = new Koa<AuthState>();
    const heard: unknown[] = [];
    app.on('error', (error) => heard.push(error));
    app.use(requireAuth as never);
    app.use((ctx) => {
      ctx.body = 'secret';
    });
    const { ask, close } = await serve(app.callback());
    expect(await ask('/')).toMatchObject({ status: 500, body: 'Internal Server Error' });
    expect(heard).toMatchObject([{ name: 'ConfigError', message: expect.stringContaining('make middleware') }]);
    await close();
  });

  it('answers in spite of a `return` on Object.prototype, which a pattern in brackets would call', async () => {
    const pool = await createTestUserPool();
    const guard = requireAuth(createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' }));
    const nothing = () => {};
    const response = { headerSent: false, status: 404, body: undefined };
    const ctx = { ...response, req: { headers: {} }, state: {}, append: nothing, set: nothing, remove: nothing };
    Object.assign(Object.prototype, { return: 1 });
    await guard(ctx, async () => {}).finally(() => Reflect.deleteProperty(Object.prototype, 'return'));
    expect(ctx).toMatchObject({ status: 401, body: { reason: 'token_missing' } });
  });

  it('emits no error event for a refused token', async () => {
    const pool = await createTestUserPool();
    const app = new Koa<AuthState>();
    const heard: unknown[] = [];
    app.on('error', (error) => heard.push(error));
    app.use(requireAuth(createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' })));
    const { ask, close } = await serve(app.callback());
    expect(await ask('/', ['authorization', 'Bearer x'])).toMatchObject({ status: 401 });
    expect(heard).toEqual([]);
    await close();
  });

  it('leaves the context alone where the response has gone already', async () => {
    const pool = await createTestUserPool();
    const app = new Koa<AuthState>();
    const bodies: unknown[] = [];
    app.use(async (ctx, next) => {
      ctx.res.writeHead(200).end('early');
      await next();
      bodies.push(ctx.body);
    });
    app.use(requireAuth(createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' })));
    const { ask, close } = await serve(app.callback());
    expect(await ask('/')).toMatchObject({ status: 200, body: 'early' });
    expect(bodies).toEqual([undefined]);
    await close();
  });

  it('takes the token from a cookie by a getToken that knows the context', async () => {
    const pool = await createTestUserPool();
    const app = new Koa<AuthState>();
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
    app.use(authenticate(verifier, { getToken: (ctx: ParameterizedContext<AuthState>) => ctx.cookies.get('session') }));
    app.use((ctx) => {
      ctx.body = pageFor(ctx.state.auth);
    });
    const { ask, close } = await serve(app.callback());
    const { body } = await ask('/', ['cookie', `session=${await pool.accessToken()}`]);
    expect(JSON.parse(body)).toMatchObject({ token_valid: true });
    await close();
  });
});
