import type { Server } from 'node:http';
import type { IdTokenClaims } from 'cognito-guard';
import { cognitoGuard, type RefusedRequest } from 'cognito-guard/fastify';
import createFastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { answerForError, NOT_FOUND } from './answer-for-error.ts';
import type { Verifiers } from './pool-settings.ts';
import type { Answer, CruddurService } from './service.ts';

/** Cruddur's API in Fastify. */
export async function createFastifyServer(service: CruddurService, { access, id }: Verifiers): Promise<Server> {
  const app = createFastify({ bodyLimit: 16_384 });
  app.setErrorHandler((error, _request, reply) => send(reply, refusalOf(error) ?? answerForError(error)));
  app.setNotFoundHandler((_request, reply) => send(reply, NOT_FOUND));

  await app.register(async (members) => {
    await members.register(cognitoGuard, { verifier: access });
    const member = { onRequest: members.requireAuth() };
    const moderator = { onRequest: members.requireAuth({ groups: ['moderators'] }) };

    members.get('/api/activities/home', (request, reply) => send(reply, service.home(request.auth)));
    members.get('/api/messages', member, (request, reply) => send(reply, service.messages(subOf(request))));
    members.post('/api/activities', member, (request, reply) =>
      send(reply, service.post(subOf(request), request.body)),
    );
    members.get('/api/moderation', moderator, (_request, reply) => send(reply, service.moderation()));
    members.delete<{ Params: { id: string } }>('/api/activities/:id', moderator, (request, reply) =>
      send(reply, service.remove(subOf(request), request.params.id)),
    );
    members.delete<{ Params: { sub: string } }>('/api/members/:sub', moderator, async (request, reply) =>
      send(reply, await service.removeMember(subOf(request), request.params.sub)),
    );
    members.post('/api/sign-out-everywhere', member, async (request, reply) =>
      send(reply, await service.signOutEverywhere(subOf(request))),
    );
  });

  // The plugin puts one result on `request.auth`, so a second verifier needs a scope of its own.
  await app.register(async (profiles) => {
    await profiles.register(cognitoGuard, { verifier: id });
    profiles.post('/api/profile', { onRequest: profiles.requireAuth() }, (request, reply) =>
      send(reply, service.saveProfile(idClaimsOf(request))),
    );
  });

  app.get('/api/health', (_request, reply) => send(reply, { status: 200, body: access.health() }));
  await app.ready();
  return app.server;
}

/** Behind `requireAuth` there is always a good token, but the type of `request.auth` cannot know that. */
function subOf({ auth }: FastifyRequest): string {
  if (auth.token_valid) return auth.claims.sub;
  throw new Error('This route is not behind requireAuth');
}

function idClaimsOf({ auth }: FastifyRequest): IdTokenClaims {
  if (auth.token_valid && auth.token_use === 'id') return auth.claims;
  throw new Error('This route is not behind requireAuth with the ID-token verifier');
}

/** Turns what `requireAuth` threw into the same answer as in Express and Koa. Its headers are on the reply already. */
function refusalOf(error: unknown): Answer | undefined {
  // Nothing else: a bug must be a 500, also for a caller without a token.
  if (!(error instanceof Error) || error.name !== 'RefusedRequest') return undefined;
  const { statusCode, body } = error as RefusedRequest;
  return { status: statusCode, body };
}

function send(reply: FastifyReply, { status, headers = {}, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
