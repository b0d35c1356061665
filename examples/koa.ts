import Router from '@koa/router';
import { REASONS, toHttpRefusal, type VerifierLike } from 'cognito-guard';
import { type AuthState, authenticate, requireAuth } from 'cognito-guard/koa';
import Koa from 'koa';

export function createApp(verifier: VerifierLike) {
  const app = new Koa<AuthState>();
  const router = new Router<AuthState>();
  // CORS middleware goes here, before ours: preflights carry no credentials.

  router.get('/home', authenticate(verifier), (ctx) => {
    const { auth } = ctx.state;
    ctx.vary('Authorization');
    if (auth.token_valid) {
      ctx.body = { page: 'member', sub: auth.claims.sub };
    } else if (REASONS[auth.reason].status === 503) {
      // Our outage, not their sign-out.
      const { status, headers, body } = toHttpRefusal(auth);
      ctx.status = status;
      ctx.set(headers);
      ctx.body = body;
    } else {
      ctx.body = { page: 'anonymous', reason: auth.reason };
    }
  });

  router.get('/messages', requireAuth(verifier), (ctx) => {
    ctx.body = { messages: [] };
  });

  router.delete('/messages', requireAuth(verifier, { groups: ['moderators'] }), (ctx) => {
    ctx.status = 204;
  });

  return app.use(router.routes()).use(router.allowedMethods());
}
