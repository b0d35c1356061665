import { createServer, type Server } from 'node:http';
import { bodyParser } from '@koa/bodyparser';
import { Router } from '@koa/router';
import type { VerifiedToken } from 'cognito-guard';
import { type AuthState, authenticate, requireAuth } from 'cognito-guard/koa';
import Koa, { type Context } from 'koa';
import { answerForError, NOT_FOUND } from './answer-for-error.ts';
import type { Verifiers } from './pool-settings.ts';
import type { Answer, CruddurService } from './service.ts';

/** The type of `ctx.state` behind `requireAuth`. */
type Member = AuthState<VerifiedToken<'access'>>;

/** Cruddur's API in Koa. */
export async function createKoaServer(service: CruddurService, { access, id }: Verifiers): Promise<Server> {
  const app = new Koa();
  const router = new Router();
  const member = requireAuth(access);
  const moderator = requireAuth(access, { groups: ['moderators'] });

  router.get<AuthState>('/api/activities/home', authenticate(access), (ctx) => {
    send(ctx, service.home(ctx.state.auth));
  });
  router.get<Member>('/api/messages', member, (ctx) => send(ctx, service.messages(ctx.state.auth.claims.sub)));
  router.post<Member>('/api/activities', member, (ctx) =>
    send(ctx, service.post(ctx.state.auth.claims.sub, ctx.request.body)),
  );
  router.get('/api/moderation', moderator, (ctx) => send(ctx, service.moderation()));
  router.delete<Member>('/api/activities/:id', moderator, (ctx) => {
    send(ctx, service.remove(ctx.state.auth.claims.sub, String(ctx.params.id)));
  });
  router.delete<Member>('/api/members/:sub', moderator, async (ctx) => {
    send(ctx, await service.removeMember(ctx.state.auth.claims.sub, String(ctx.params.sub)));
  });
  router.post<Member>('/api/sign-out-everywhere', member, async (ctx) => {
    send(ctx, await service.signOutEverywhere(ctx.state.auth.claims.sub));
  });
  router.post<AuthState<VerifiedToken<'id'>>>('/api/profile', requireAuth(id), (ctx) => {
    send(ctx, service.saveProfile(ctx.state.auth.claims));
  });
  router.get('/api/health', (ctx) => send(ctx, { status: 200, body: access.health() }));

  app.use(async function answerErrors(ctx, next) {
    try {
      await next();
    } catch (error) {
      send(ctx, answerForError(error));
    }
  });
  app.use(bodyParser({ enableTypes: ['json'], jsonLimit: '16kb', parsedMethods: ['POST'] }));
  app.use(router.routes());
  app.use((ctx) => send(ctx, NOT_FOUND));
  return createServer(app.callback());
}

function send(ctx: Context, { status, headers = {}, body }: Answer): void {
  ctx.set(headers);
  // null is a body that is empty on purpose. For undefined, Koa would send the name of the status as the body.
  ctx.body = body ?? null;
  ctx.status = status;
}
