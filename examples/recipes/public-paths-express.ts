// Express: public paths beside guarded ones, and 404 before 401. `app.use(requireAuth(verifier))` answers 401 for every
// path that does not exist, and for the public ones that are declared after it; so the guard stands on each route.
import type { VerifierLike } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/express';
import express from 'express';

export function createApp(verifier: VerifierLike) {
  const app = express();
  // Made once: the guard of a route is checked when the server starts, and not by its first visitor.
  const members = requireAuth(verifier);
  const moderators = requireAuth(verifier, { groups: ['moderators'] });

  app.get('/health', (_req, res) => {
    res.send('ok');
  });
  app.get('/messages', members, (_req, res) => {
    res.json({ messages: [] });
  });
  app.get('/reports', moderators, (_req, res) => {
    res.json({ reports: [] });
  });
  return app;
}
