import { REASONS, toHttpRefusal, type VerifierLike } from 'cognito-guard';
import { authenticate, authOf, requireAuth } from 'cognito-guard/express';
import express from 'express';

export function createApp(verifier: VerifierLike) {
  const app = express();
  // CORS middleware goes here, before ours: preflights carry no credentials.

  app.get('/home', authenticate(verifier), (req, res) => {
    const auth = authOf(req);
    res.vary('Authorization');
    if (auth.token_valid) {
      res.json({ page: 'member', sub: auth.claims.sub });
    } else if (REASONS[auth.reason].status === 503) {
      // Our outage, not their sign-out.
      const { status, headers, body } = toHttpRefusal(auth);
      res.status(status).set(headers).json(body);
    } else {
      res.json({ page: 'anonymous', reason: auth.reason });
    }
  });

  app.get('/messages', requireAuth(verifier), (_req, res) => {
    res.json({ messages: [] });
  });

  app.delete('/messages', requireAuth(verifier, { groups: ['moderators'] }), (_req, res) => {
    res.status(204).end();
  });

  return app;
}
