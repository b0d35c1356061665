// The event handler of AWS Lambda Powertools. Its own UnauthorizedError is a 401 without a challenge, and to throw it when the
// token cannot be judged signs users out during an outage of ours. So the middleware returns the finished refusal.
import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { Middleware } from '@aws-lambda-powertools/event-handler/types';
import type { Guard, VerifiedToken, VerifierLike } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';

type AuthEnv = { store: { request: { auth: VerifiedToken } } };

/** For a route and never for `app.use`, which runs for paths that do not exist too: they would be 401 and not 404. */
function only(verifier: VerifierLike, ...guard: [guard?: Guard]): Middleware<AuthEnv> {
  const decide = requireAuth(verifier, ...guard);
  return async ({ reqCtx, next }) => {
    const decided = await decide(reqCtx.req);
    if (!('token_valid' in decided)) return decided;
    reqCtx.set('auth', decided);
    await next();
  };
}

/** `export const handler = (event, context) => app.resolve(event, context)`. The verifier is made outside of the handler. */
export function createApp(verifier: VerifierLike): Router<AuthEnv> {
  const app = new Router<AuthEnv>();
  app.get('/messages', [only(verifier)], async (reqCtx) => ({ sub: reqCtx.get('auth')?.claims.sub ?? null }));
  app.get('/reports', [only(verifier, { groups: ['moderators'] })], async () => ({ reports: [] }));
  return app;
}
