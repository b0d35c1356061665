import cognitoGuard from 'cognito-guard/fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { ANSWER, awsVerify, LOOPBACK, ourVerifier, portOf, type Start } from './verifiers.ts';

async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: LOOPBACK });
  return portOf(app.server);
}

export const fastifyServers = {
  bare: async () => {
    const app = fastify();
    app.get('/', async () => ANSWER);
    return listen(app);
  },
  'cognito-guard': async (fixture) => {
    const app = fastify();
    await app.register(cognitoGuard, { verifier: await ourVerifier(fixture) });
    app.get('/', { onRequest: app.requireAuth() }, async () => ANSWER);
    return listen(app);
  },
  'aws-jwt-verify': async (fixture) => {
    const app = fastify();
    const verify = awsVerify(fixture);
    app.addHook('onRequest', async (request, reply) => {
      try {
        Object.assign(request, { claims: await verify(request.headers.authorization) });
      } catch {
        return reply.code(401).send({ error: 'Unauthorized' });
      }
    });
    app.get('/', async () => ANSWER);
    return listen(app);
  },
} satisfies Record<string, Start>;
