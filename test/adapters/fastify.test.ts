import cognitoGuard from 'cognito-guard/fastify';
import { fastify, type RouteHandlerMethod } from 'fastify';
import { describe } from 'vitest';
import { type AppUnderTest, adapterContract, HANDLER_ERROR, pageFor } from './adapter-contract.ts';

describe('Fastify 5', () => {
  async function application({ verifier, options, guard, earlierHeaders, foreignAuth, earlyAnswer }: AppUnderTest) {
    const page: RouteHandlerMethod = async (request) => pageFor(request.auth);
    const app = fastify();
    app.addHook('onRequest', (request, reply, done) => {
      reply.headers(earlierHeaders);
      Object.assign(request, { auth: foreignAuth });
      // A hook that has sent ends the chain; what is sent meanwhile does not.
      if (earlyAnswer !== undefined) setImmediate(() => reply.send(earlyAnswer));
      done();
    });
    await app.register(cognitoGuard, { verifier, ...options });
    const onRequest = app.requireAuth(guard);
    app.get('/open', page);
    app.get('/closed', { onRequest }, page);
    app.get('/both', { onRequest }, page);
    app.get('/failing', { onRequest }, async () => {
      throw HANDLER_ERROR;
    });
    await app.ready();
    return app.routing;
  }

  adapterContract({ listener: application, bodyBy: 'the host' });
});
