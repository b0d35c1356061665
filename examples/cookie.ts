import type { VerifierLike } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/express';
import express, { type Request, type RequestHandler } from 'express';

/** Browsers take a `__Host-` cookie from this very host alone, so a sibling domain cannot plant one. */
const PREFIX = '__Host-access_token=';

export function createApp(verifier: VerifierLike) {
  const byHeader = requireAuth(verifier);
  const byCookie = requireAuth(verifier, { getToken: (req: Request) => tokenInCookie(req.headers.cookie) });

  // The cookie counts only where there is no Authorization field at all. A bad header is refused: with a fall back to the
  // cookie, the request would run as another user than its sender named.
  // And it counts for GET and HEAD alone, because a browser sends it with the forms of other sites too. Before you take
  // it for POST, PUT, PATCH or DELETE, add a CSRF defence.
  const signedIn: RequestHandler = (req, res, next) => {
    const isSafe = req.method === 'GET' || req.method === 'HEAD';
    const decide = isSafe && req.headers.authorization === undefined ? byCookie : byHeader;
    return decide(req, res, next);
  };

  const app = express();
  app.get('/messages', signedIn, (_req, res) => {
    res.json({ messages: [] });
  });
  app.delete('/messages', signedIn, (_req, res) => {
    res.status(204).end();
  });
  return app;
}

/** Undefined, and so a 401, where there are two cookies of the name that differ: nothing tells which one is ours. */
function tokenInCookie(header = ''): string | undefined {
  const pairs = header.split(';').map((pair) => pair.trim());
  const values = new Set(pairs.filter((pair) => pair.startsWith(PREFIX)).map((pair) => pair.slice(PREFIX.length)));
  return values.size === 1 ? [...values][0] : undefined;
}
