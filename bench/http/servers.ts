import { createServer, type RequestListener } from 'node:http';
import { createCognitoVerifier } from 'cognito-guard';
import { requireAuth as requireInExpress } from 'cognito-guard/express';
import { requireAuth as requireInFastify } from 'cognito-guard/fastify';
import { requireAuth as requireInKoa } from 'cognito-guard/koa';
import express, { type RequestHandler } from 'express';
import { auth } from 'express-oauth2-jwt-bearer';
import fastify, { type FastifyInstance } from 'fastify';
import Koa, { type Middleware } from 'koa';
import type { Described } from '../contenders/contender.ts';
import { awsVerifier } from '../contenders/peers.ts';
import { AUDIENCE, type Fixture } from '../fixture.ts';

export type Framework = 'fastify' | 'express' | 'koa';
/** What stands before the route. */
export type ServerKind = 'bare' | 'empty hook' | 'cognito-guard' | 'aws-jwt-verify' | 'express-oauth2-jwt-bearer';
/** Starts a server on a free port of the loopback and resolves to the port. */
type Start = (fixture: Fixture) => Promise<number>;

export const expressOauth2JwtBearer: Described = {
  name: 'express-oauth2-jwt-bearer',
  packages: ['express-oauth2-jwt-bearer'],
  setUp: 'keys fetched once from a loopback address; an audience, which it demands.',
  better: 'finds its settings by OIDC discovery; DPoP; works with any authorization server.',
};

/** As little as a route can answer. */
const ANSWER = { ok: true };
const UNAUTHORIZED = { error: 'Unauthorized' };
const LOOPBACK = '127.0.0.1';

async function verifierOf({ userPoolId, clientId, jwks }: Fixture) {
  const verifier = createCognitoVerifier({ userPoolId, clientId, jwks, tokenUse: 'access' });
  await verifier.ready();
  return verifier;
}

/** The few lines that users of aws-jwt-verify write: the header is cut at the space, and the verifier throws. */
function awsVerify(fixture: Fixture) {
  const verifier = awsVerifier(fixture, 'access');
  return (authorization = '') => verifier.verify(authorization.split(' ')[1] ?? '');
}

function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  return new Promise((resolve) => server.listen(0, LOOPBACK, () => resolve(portOf(server.address()))));
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (typeof address !== 'object' || address === null) throw new Error('The server is not listening');
  return address.port;
}

async function fastifyWith(prepare: (app: FastifyInstance) => unknown): Promise<number> {
  const app = fastify();
  await prepare(app);
  app.get('/', async () => ANSWER);
  await app.listen({ port: 0, host: LOOPBACK });
  return portOf(app.server.address());
}

function expressWith(...middleware: RequestHandler[]): Promise<number> {
  const app = express();
  app.get('/', ...middleware, (_request, response) => {
    response.json(ANSWER);
  });
  return listen(app);
}

function koaWith(...middleware: Middleware[]): Promise<number> {
  const app = new Koa();
  for (const each of middleware) app.use(each);
  app.use((ctx) => {
    ctx.body = ANSWER;
  });
  return listen(app.callback());
}

export const SERVERS: Readonly<Record<Framework, Readonly<Partial<Record<ServerKind, Start>>>>> = {
  fastify: {
    bare: () => fastifyWith(() => undefined),
    'empty hook': () => fastifyWith((app) => app.addHook('onRequest', async () => undefined)),
    'cognito-guard': (fixture) =>
      fastifyWith(async (app) => app.addHook('onRequest', requireInFastify(await verifierOf(fixture)))),
    'aws-jwt-verify': (fixture) => {
      const verify = awsVerify(fixture);
      return fastifyWith((app) =>
        app.addHook('onRequest', async (request, reply) => {
          try {
            Object.assign(request, { claims: await verify(request.headers.authorization) });
          } catch {
            return reply.code(401).send(UNAUTHORIZED);
          }
        }),
      );
    },
  },
  express: {
    bare: () => expressWith(),
    'cognito-guard': async (fixture) => expressWith(requireInExpress(await verifierOf(fixture))),
    'aws-jwt-verify': (fixture) => {
      const verify = awsVerify(fixture);
      return expressWith(async (request, response, next) => {
        try {
          Object.assign(request, { claims: await verify(request.headers.authorization) });
        } catch {
          response.status(401).json(UNAUTHORIZED);
          return;
        }
        next();
      });
    },
    'express-oauth2-jwt-bearer': async ({ issuer, jwks }) => {
      const port = await listen((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(jwks));
      });
      const jwksUri = `http://${LOOPBACK}:${port}/jwks.json`;
      return expressWith(auth({ issuer, jwksUri, audience: AUDIENCE, tokenSigningAlg: 'RS256' }));
    },
  },
  koa: {
    bare: () => koaWith(),
    'cognito-guard': async (fixture) => koaWith(requireInKoa(await verifierOf(fixture))),
    'aws-jwt-verify': (fixture) => {
      const verify = awsVerify(fixture);
      return koaWith(async (ctx, next) => {
        try {
          ctx.state.claims = await verify(ctx.get('authorization'));
        } catch {
          ctx.status = 401;
          ctx.body = UNAUTHORIZED;
          return;
        }
        await next();
      });
    },
  },
};
