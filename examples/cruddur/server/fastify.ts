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
  });

  // A second verifier needs a scope of its own: there can be only one `request.auth` in each.
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

/** Behind `requireAuth` there is always a good token; the type cannot know it, so it is asked. */
function subOf({ auth }: FastifyRequest): string {
  if (auth.token_valid) return auth.claims.sub;
  throw new Error('This route stands before requireAuth');
}

function idClaimsOf({ auth }: FastifyRequest): IdTokenClaims {
  if (auth.token_valid && auth.token_use === 'id') return auth.claims;
  throw new Error('This route stands before requireAuth, or behind another verifier');
}

/** What `requireAuth` threw, answered as the other back ends do; its headers are on the reply already. */
function refusalOf(error: unknown): Answer | undefined {
  // Only its own error: a bug of ours is a 500 for a stranger too.
  if (!(error instanceof Error) || error.name !== 'RefusedRequest') return undefined;
  const { statusCode, body } = error as RefusedRequest;
  return { status: statusCode, body };
}

function send(reply: FastifyReply, { status, headers = {}, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
