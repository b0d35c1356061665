// An application with all three frameworks: compiled against their old and their new majors, then run.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCognitoVerifier, type VerifiedToken } from 'cognito-guard';
import { authenticate, authOf, requireAuth } from 'cognito-guard/express';
import cognitoGuard, { cognitoGuard as namedPlugin } from 'cognito-guard/fastify';
import * as koaGuard from 'cognito-guard/koa';
import { createTestUserPool } from 'cognito-guard/testing';
import express from 'express';
import Fastify, { type FastifyInstance } from 'fastify';
import Koa from 'koa';

type Verifier = ReturnType<typeof createCognitoVerifier<'access'>>;

function expressApp(verifier: Verifier): RequestListener {
  const app = express();
  app.use('/home', authenticate(verifier));
  app.get('/home', (req, res) => {
    const auth = authOf(req);
    // @ts-expect-error: a refused token may have no claims, and those it has are unchecked
    const unsafe: string = auth.claims.sub;
    res.json({ subject: auth.token_valid ? auth.claims.sub : auth.reason, unsafe: typeof unsafe });
  });
  app.use(requireAuth(verifier, { getToken: (req) => String(req.headers.authorization).slice('Bearer '.length) }));
  app.use(requireAuth(verifier));
  app.get('/', requireAuth(verifier, { scopes: { any: ['aws.cognito.signin.user.admin'] } }), (req, res) => {
    res.json({ subject: authOf<VerifiedToken<'access'>>(req).claims.client_id });
  });
  return app;
}

async function fastifyApp(verifier: Verifier, plugin: typeof cognitoGuard): Promise<RequestListener> {
  const app: FastifyInstance = Fastify();
  await app.register(plugin, { verifier });
  app.get('/', { onRequest: app.requireAuth({ scopes: ['aws.cognito.signin.user.admin'] }) }, async (request) => {
    return { subject: request.auth.token_valid && request.auth.claims.sub };
  });
  await app.ready();
  return app.routing;
}

function koaApp(verifier: Verifier): RequestListener {
  const app = new Koa<koaGuard.AuthState<VerifiedToken<'access'>>>();
  app.use(koaGuard.requireAuth(verifier));
  app.use((ctx) => {
    ctx.body = { subject: ctx.state.auth.claims.client_id };
  });
  new Koa().use(koaGuard.authenticate(verifier)).use(koaGuard.requireAuth(verifier, { groups: ['members'] }));
  return app.callback();
}

async function statusesOf(listener: RequestListener, token: string): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const good = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const refused = await fetch(url);
  await new Promise((resolve) => server.close(resolve));
  return `${good.status} ${refused.status} ${refused.headers.get('www-authenticate')?.split(',')[0]}`;
}

async function main(): Promise<void> {
  const pool = await createTestUserPool();
  const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
  const token = await pool.accessToken();
  const listeners = {
    express: expressApp(verifier),
    fastify: await fastifyApp(verifier, cognitoGuard),
    'fastify, by name': await fastifyApp(verifier, namedPlugin),
    koa: koaApp(verifier),
  };
  for (const [name, listener] of Object.entries(listeners))
    console.log(`${name}: ${await statusesOf(listener, token)}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
