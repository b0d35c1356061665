import { createServer } from 'node:http';
import { requireAuth } from 'cognito-guard/koa';
import Koa, { type Middleware } from 'koa';
import { ANSWER, awsVerify, LOOPBACK, ourVerifier, portOf, type Start } from './verifiers.ts';

function listen(...guards: Middleware[]): Promise<number> {
  const app = new Koa();
  for (const guard of guards) app.use(guard);
  app.use((ctx) => {
    ctx.body = ANSWER;
  });
  const server = createServer(app.callback());
  return new Promise((resolve) => server.listen(0, LOOPBACK, () => resolve(portOf(server))));
}

export const koaServers = {
  bare: () => listen(),
  'cognito-guard': async (fixture) => listen(requireAuth(await ourVerifier(fixture))),
  'aws-jwt-verify': (fixture) => {
    const verify = awsVerify(fixture);
    return listen(async (ctx, next) => {
      try {
        ctx.state.claims = await verify(ctx.get('authorization'));
      } catch {
        ctx.status = 401;
        ctx.body = { error: 'Unauthorized' };
        return;
      }
      await next();
    });
  },
} satisfies Record<string, Start>;
