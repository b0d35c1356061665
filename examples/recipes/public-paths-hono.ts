// Hono: public paths beside guarded ones, and 404 before 401. Middleware on `*` runs for paths that do not exist too and
// answers them with 401; and it runs only for what is declared after it. So the guard stands on each route.
import type { VerifierLike } from 'cognito-guard';
import { Hono } from 'hono';
import { only } from './hono.ts';

export function createApp(verifier: VerifierLike) {
  // Made once: the guard of a route is checked when the server starts, and not by its first visitor.
  const members = only(verifier);
  const moderators = only(verifier, { groups: ['moderators'] });

  return new Hono()
    .get('/health', (c) => c.text('ok'))
    .get('/messages', members, (c) => c.json({ messages: [] }))
    .get('/reports', moderators, (c) => c.json({ reports: [] }));
}
