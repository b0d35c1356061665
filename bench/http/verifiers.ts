import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { createCognitoVerifier } from 'cognito-guard';
import type { Fixture } from '../measure/fixture.ts';

/** Starts a server on a free port of the loopback and resolves to the port. */
export type Start = (fixture: Fixture) => Promise<number>;

export const LOOPBACK = '127.0.0.1';
/** What the route answers, as little as a route can. */
export const ANSWER = { ok: true };

export async function ourVerifier({ userPoolId, clientId, jwks }: Fixture) {
  const verifier = createCognitoVerifier({ userPoolId, clientId, jwks, tokenUse: 'access' });
  await verifier.ready();
  return verifier;
}

/** By hand, as users of aws-jwt-verify write it: the header is cut at the space, and the verifier throws. */
export function awsVerify({ userPoolId, clientId, jwks }: Fixture) {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' });
  verifier.cacheJwks({ keys: jwks.keys.map((key) => ({ ...key })) });
  return (authorization: string | undefined) => verifier.verify(authorization?.split(' ')[1] ?? '');
}

/** The port of a listening `node:http` server. */
export function portOf(server: { address(): string | { port: number } | null }): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server is not listening');
  return address.port;
}
