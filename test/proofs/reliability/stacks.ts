import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { CLIENT_ID, ISSUER, USER_POOL_ID } from '../attacks/world.ts';

/** Resolves to true for a good token. False or a rejection: the token is bad, or the keys could not be had. */
export type Verify = (token: string) => Promise<boolean>;
export type CreateStack = (jwksUri: string) => Promise<Verify>;

// The peers are installed by the package.json beside this file, where TypeScript does not look for types.
const require = createRequire(import.meta.url);
// biome-ignore lint/suspicious/noExplicitAny: six packages whose types are not installed with this library
const load = async (name: string): Promise<any> => import(pathToFileURL(require.resolve(name)).href);

export function versionOf(name: string): string {
  const peers = require('./package.json') as { dependencies: Readonly<Record<string, string>> };
  return peers.dependencies[name] ?? '';
}

function isOurs(claims: Readonly<Record<string, unknown>>): boolean {
  return claims.token_use === 'access' && claims.client_id === CLIENT_ID;
}

/** Each peer is set up as its documentation shows; where its defaults are stronger, with the defaults. */
export const STACKS = {
  'cognito-guard': async (jwksUri) => {
    const { createCognitoVerifier } = await import('../../../src/index.ts');
    const verifier = createCognitoVerifier({
      userPoolId: USER_POOL_ID,
      clientId: CLIENT_ID,
      tokenUse: 'access',
      jwksUri,
    });
    return async (token) => (await verifier.verify(token)).token_valid;
  },
  'aws-jwt-verify': async (jwksUri) => {
    // Its Cognito verifier, whose issuer cannot be served from here, adds these two checks to this one.
    const { JwtVerifier } = await load('aws-jwt-verify');
    const verifier = JwtVerifier.create({ issuer: ISSUER, audience: null, jwksUri });
    return async (token) => isOurs(await verifier.verify(token));
  },
  jose: async (jwksUri) => {
    const { createRemoteJWKSet, jwtVerify } = await load('jose');
    const keySet = createRemoteJWKSet(new URL(jwksUri));
    return async (token) => isOurs((await jwtVerify(token, keySet, { issuer: ISSUER, algorithms: ['RS256'] })).payload);
  },
  'jwks-rsa + jsonwebtoken': async (jwksUri) => {
    const [{ default: jwksRsa }, { default: jsonwebtoken }] = [await load('jwks-rsa'), await load('jsonwebtoken')];
    const client = jwksRsa({ jwksUri, cache: true, rateLimit: true, jwksRequestsPerMinute: 10 });
    const keyOf = (header: { kid: string }, done: (error: unknown, key?: string) => void) => {
      client.getSigningKey(header.kid).then((key: { getPublicKey(): string }) => done(null, key.getPublicKey()), done);
    };
    return (token) =>
      new Promise((resolve, fail) => {
        const finish = (error: unknown, claims: Record<string, unknown>) =>
          error ? fail(error) : resolve(isOurs(claims));
        jsonwebtoken.verify(token, keyOf, { issuer: ISSUER, algorithms: ['RS256'] }, finish);
      });
  },
  'get-jwks + fast-jwt': async (jwksUri) => {
    const [{ default: buildGetJwks }, { createVerifier }] = [await load('get-jwks'), await load('fast-jwt')];
    const keys = buildGetJwks();
    const domain = new URL('/', jwksUri).href;
    const verify = createVerifier({
      key: ({ header: { kid, alg } }: { header: { kid: string; alg: string } }) =>
        keys.getPublicKey({ kid, alg, domain }),
      algorithms: ['RS256'],
      allowedIss: ISSUER,
    });
    return async (token) => isOurs(await verify(token));
  },
} as const satisfies Record<string, CreateStack>;

export type StackName = keyof typeof STACKS;
export const STACK_NAMES = Object.keys(STACKS) as readonly StackName[];
