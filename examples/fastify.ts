import { REASONS, toHttpRefusal, type VerifierLike } from 'cognito-guard';
import cognitoGuard from 'cognito-guard/fastify';
import Fastify from 'fastify';

export async function createApp(verifier: VerifierLike) {
  const app = Fastify();
  // The CORS plugin is registered here, before ours: preflights carry no credentials.

  await app.register(cognitoGuard, { verifier });

  app.get('/home', async ({ auth }, reply) => {
    reply.header('vary', 'Authorization');
    if (auth.token_valid) return { page: 'member', sub: auth.claims.sub };
    if (REASONS[auth.reason].status === 503) {
      // Our outage, not their sign-out.
      const { status, headers, body } = toHttpRefusal(auth);
      return reply.code(status).headers(headers).send(body);
    }
    return { page: 'anonymous', reason: auth.reason };
  });

  app.get('/messages', { onRequest: app.requireAuth() }, async () => {
    return { messages: [] };
  });

  app.delete('/messages', { onRequest: app.requireAuth({ groups: ['moderators'] }) }, async (_request, reply) => {
    return reply.code(204).send();
  });

  return app;
}
