import { createServer, type Server } from 'node:http';
import type { VerifiedToken, VerifyResult } from 'cognito-guard';
import { authenticate, authOf, requireAuth } from 'cognito-guard/express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { answerForError, NOT_FOUND } from './answer-for-error.ts';
import type { Verifiers } from './pool-settings.ts';
import type { Answer, CruddurService } from './service.ts';

/** Cruddur's API in Express. */
export async function createExpressServer(service: CruddurService, { access, id }: Verifiers): Promise<Server> {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '16kb' }));

  const member = requireAuth(access);
  const moderator = requireAuth(access, { groups: ['moderators'] });

  app.get('/api/activities/home', authenticate(access), (req, res) => {
    send(res, service.home(authOf<VerifyResult<'access'>>(req)));
  });
  app.get('/api/messages', member, (req, res) => send(res, service.messages(memberOf(req).claims.sub)));
  app.post('/api/activities', member, (req, res) => send(res, service.post(memberOf(req).claims.sub, req.body)));
  app.get('/api/moderation', moderator, (_req, res) => send(res, service.moderation()));
  app.delete('/api/activities/:id', moderator, (req, res) => {
    send(res, service.remove(memberOf(req).claims.sub, req.params.id));
  });
  app.delete('/api/members/:sub', moderator, async (req, res) => {
    send(res, await service.removeMember(memberOf(req).claims.sub, String(req.params.sub)));
  });
  app.post('/api/sign-out-everywhere', member, async (req, res) => {
    send(res, await service.signOutEverywhere(memberOf(req).claims.sub));
  });
  app.post('/api/profile', requireAuth(id), (req, res) => {
    send(res, service.saveProfile(authOf<VerifiedToken<'id'>>(req).claims));
  });
  app.get('/api/health', (_req, res) => send(res, { status: 200, body: access.health() }));

  app.use((_req, res) => send(res, NOT_FOUND));
  app.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    send(res, answerForError(error));
  });
  return createServer(app);
}

/** Only for routes behind `requireAuth`, which lets only good tokens through. */
function memberOf(req: Request): VerifiedToken<'access'> {
  return authOf<VerifiedToken<'access'>>(req);
}

function send(res: Response, { status, headers = {}, body }: Answer): void {
  res.status(status).set(headers);
  if (body === undefined) res.end();
  else res.json(body);
}
