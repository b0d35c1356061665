import type { VerifyResult } from 'cognito-guard';
import { type AuthState, authenticate, requireAuth } from 'cognito-guard/koa';
import koa3, { type Middleware } from 'koa';
import koa2 from 'koa2';
import { describe } from 'vitest';
import { type AppUnderTest, adapterContract, HANDLER_ERROR, pageFor } from './adapter-contract.ts';

describe.each([
  ['Koa 3', koa3],
  ['Koa 2', koa2],
])('%s', (_, Koa) => {
  function application({ verifier, options, guard, earlierHeaders, foreignAuth, earlyAnswer }: AppUnderTest) {
    const open = authenticate(verifier, options);
    const closed = requireAuth(verifier, { ...guard, ...options });
    const page: Middleware<AuthState<VerifyResult>> = (ctx) => {
      ctx.body = pageFor(ctx.state.auth);
    };
    const failing = () => {
      throw HANDLER_ERROR;
    };
    const routes: Record<string, readonly Middleware<AuthState>[]> = {
      '/open': [open, page],
      '/closed': [closed, page],
      '/both': [open, closed, page],
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

  adapterContract({ listener: application, bodyBy: 'us' });
});
