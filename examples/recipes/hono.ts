// Hono with a typed `c.var.auth`. Declared once for all of Hono (by merging ContextVariableMap), it would be typed on routes
// without the guard too, where it is undefined at run time; so the type comes with the middleware, and with it alone.
import type { Guard, TokenUse, VerifiedToken, VerifierLike } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';

export function only<Use extends TokenUse>(verifier: VerifierLike<Use>, ...guard: [guard?: Guard<Use>]) {
  const decide = requireAuth(verifier, ...guard);
  return createMiddleware<{ Variables: { auth: VerifiedToken<Use> } }>(async (c, next) => {
    const decided = await decide(c.req.raw);
    // By this member and not by instanceof Response, which is false for a class of another realm: Jest has two.
    if (!('token_valid' in decided)) return decided;
    c.set('auth', decided);
    return next();
  });
}

export function createApp(verifier: VerifierLike<'access'>) {
  return new Hono()
    .get('/messages', only(verifier), (c) => c.json({ messages: [], client: c.var.auth.claims.client_id }))
    .get('/reports', only(verifier, { groups: ['moderators'] }), (c) => c.json({ reports: [] }));
}
