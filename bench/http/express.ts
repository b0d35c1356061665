import { createServer } from 'node:http';
import { requireAuth } from 'cognito-guard/express';
import express, { type RequestHandler } from 'express';
import { auth } from 'express-oauth2-jwt-bearer';
import { AUDIENCE } from '../measure/fixture.ts';
import { ANSWER, awsVerify, LOOPBACK, ourVerifier, portOf, type Start } from './verifiers.ts';

function listen(...guards: RequestHandler[]): Promise<number> {
  const app = express();
  app.get('/', ...guards, (_request, response) => {
    response.json(ANSWER);
  });
  const server = createServer(app);
  return new Promise((resolve) => server.listen(0, LOOPBACK, () => resolve(portOf(server))));
}

/** This peer takes its keys from a URL alone. It asks once and keeps them for ten minutes. */
function serveJson(document: object): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  return new Promise((resolve) =>
    server.listen(0, LOOPBACK, () => resolve(`http://${LOOPBACK}:${portOf(server)}/jwks.json`)),
  );
}

export const expressServers = {
  bare: () => listen(),
  'cognito-guard': async (fixture) => listen(requireAuth(await ourVerifier(fixture))),
  'aws-jwt-verify': (fixture) => {
    const verify = awsVerify(fixture);
    return listen(async (request, response, next) => {
      try {
        Object.assign(request, { claims: await verify(request.headers.authorization) });
      } catch {
        response.status(401).json({ error: 'Unauthorized' });
        return;
      }
      next();
    });
  },
  'express-oauth2-jwt-bearer': async ({ issuer, jwks }) => {
    const jwksUri = await serveJson(jwks);
    return listen(auth({ issuer, jwksUri, audience: AUDIENCE, tokenSigningAlg: 'RS256' }));
  },
} satisfies Record<string, Start>;
