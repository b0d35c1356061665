import { REASONS, toHttpRefusal, type VerifiedToken, type VerifierLike } from 'cognito-guard';
import { authenticate, requireAuth } from 'cognito-guard/fetch';
import { type Context, Hono, type Next } from 'hono';

type Variables = { auth: VerifiedToken };

export function createApp(verifier: VerifierLike) {
  const app = new Hono<{ Variables: Variables }>();
  const authOf = authenticate(verifier);
  // CORS middleware goes here, before ours: preflights carry no credentials.

  app.get('/home', async (c) => {
    const auth = await authOf(c.req.raw);
    c.header('vary', 'Authorization');
    if (auth.token_valid) return c.json({ page: 'member', sub: auth.claims.sub });
    if (REASONS[auth.reason].status !== 503) return c.json({ page: 'anonymous', reason: auth.reason });
    // Our outage, not their sign-out.
    const { status, headers, body } = toHttpRefusal(auth);
    return c.json(body, status, headers);
  });

  app.get('/messages', only(requireAuth(verifier)), (c) => c.json({ messages: [], sub: c.get('auth').claims.sub }));

  app.delete('/messages', only(requireAuth(verifier, { groups: ['moderators'] })), (c) => c.body(null, 204));

  return app;
}

/** Middleware that answers with the refusal, or puts the verified token on the context. */
function only(decide: (request: Request) => Promise<VerifiedToken | Response>) {
  return async (c: Context<{ Variables: Variables }>, next: Next) => {
    const decided = await decide(c.req.raw);
    // Never by instanceof Response: it is false for a Response of another realm.
    if (!('token_valid' in decided)) return decided;
    c.set('auth', decided);
    await next();
  };
}
