import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { createVerifier, type DecodedJwt } from 'fast-jwt';
import buildGetJwks from 'get-jwks';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jwt from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';
import type { Fixture } from '../fixture.ts';
import type { Contender, TokenUse, Verify } from './contender.ts';
import { keyObjectOf } from './floors.ts';

export const AWS = 'aws-jwt-verify';
export const FAST_JWT_CACHE = 'fast-jwt cache';

/** Its verifier with the keys at hand from the start. */
export function awsVerifier({ userPoolId, clientId, jwks }: Fixture, tokenUse: TokenUse) {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse });
  verifier.cacheJwks({ keys: jwks.keys.map((key) => ({ ...key })) });
  return verifier;
}

export const awsJwtVerify: Contender = {
  name: AWS,
  packages: [AWS],
  setUp: 'with its keys loaded before the first token, as its documentation advises.',
  better:
    'no dependency; a synchronous `verifySync`; tokens of load balancers and of any OIDC issuer; its Cognito checks are the reference for ours.',
  start(fixture, tokenUse) {
    const verifier = awsVerifier(fixture, tokenUse);
    return (token) => verifier.verify(token);
  },
};

export const awsVerifySync: Contender = {
  name: `${AWS} verifySync`,
  packages: [AWS],
  setUp: 'the same, by its synchronous method.',
  start(fixture, tokenUse) {
    const verifier = awsVerifier(fixture, tokenUse);
    return (token) => verifier.verifySync(token);
  },
};

/** What every general JWT library leaves to its user. */
function checkedByHand<Claims extends { readonly [name: string]: unknown }>(claims: Claims, clientId: string): Claims {
  if (claims.token_use !== 'access' || claims.client_id !== clientId) throw new Error('Not a token for this client');
  return claims;
}

export const jose: Contender = {
  name: 'jose',
  packages: ['jose'],
  setUp: 'with a local key set, `token_use` and `client_id` checked by hand.',
  better:
    'every JOSE algorithm, signing and encryption, on every runtime, without a dependency; our testing kit signs with it.',
  start({ clientId, issuer, jwks }) {
    const keys = createLocalJWKSet({ keys: [...jwks.keys] });
    const options = { algorithms: ['RS256'], issuer, requiredClaims: ['exp', 'sub'] };
    return async (token) => checkedByHand((await jwtVerify(token, keys, options)).payload, clientId);
  },
};

function fastJwtWith(
  fixture: Fixture,
  cache: { readonly cache: number | false; readonly cacheKeyBuilder?: (token: string) => string },
): Verify {
  const { clientId, issuer } = fixture;
  const key = keyObjectOf(fixture).export({ type: 'spki', format: 'pem' });
  const verify = createVerifier({ key, algorithms: ['RS256'], allowedIss: issuer, requiredClaims: ['exp'], ...cache });
  return (token) => checkedByHand(verify(token), clientId);
}

export const fastJwt: Contender = {
  name: 'fast-jwt',
  packages: ['fast-jwt'],
  setUp:
    'with the one public key given in advance, synchronous, `kid` not looked at: its fastest form, for keys that never rotate.',
  better: 'signing as well as verifying, with all usual algorithms; a cache for any issuer’s tokens.',
  start: (fixture) => fastJwtWith(fixture, { cache: false }),
};

export const fastJwtCache: Contender = {
  name: FAST_JWT_CACHE,
  packages: ['fast-jwt'],
  setUp: 'the same with its documented cache for 1,000 tokens, whose key is a hash of the token.',
  start: (fixture) => fastJwtWith(fixture, { cache: 1_000 }),
};

export const fastJwtCacheByToken: Contender = {
  name: 'fast-jwt cache, token as key',
  packages: ['fast-jwt'],
  setUp: 'the same with the token itself as the key, the fastest that its options allow.',
  start: (fixture) => fastJwtWith(fixture, { cache: 1_000, cacheKeyBuilder: (token) => token }),
};

export const getJwksAndFastJwt: Contender = {
  name: 'fast-jwt + get-jwks',
  packages: ['fast-jwt', 'get-jwks'],
  setUp: 'as both document it together, the keys put into the cache of get-jwks beforehand.',
  better: 'many issuers from one instance.',
  start({ clientId, issuer, jwks }) {
    const domain = `${issuer}/`;
    const getJwks = buildGetJwks({ issuersWhitelist: [domain], ttl: 3_600_000 });
    for (const { kid, ...jwk } of jwks.keys) {
      // It caches promises, whatever its types say.
      const cached = Promise.resolve({ ...jwk, kid, domain }) as unknown as {
        domain: string;
        alg: string;
        kid: string;
      };
      getJwks.cache.set(getJwks.generateCacheKey('RS256', kid, domain), cached);
    }
    const verify = createVerifier({
      key: ({ header: { kid, alg } }: DecodedJwt) => getJwks.getPublicKey({ kid, alg, domain }),
      algorithms: ['RS256'],
      allowedIss: issuer,
      requiredClaims: ['exp'],
      cache: false,
    });
    return async (token) => checkedByHand(await verify(token), clientId);
  },
};

export const jsonwebtoken: Contender = {
  name: 'jsonwebtoken + jwks-rsa',
  packages: ['jsonwebtoken', 'jwks-rsa'],
  setUp: 'as the documentation of jwks-rsa shows it, the key set handed over in memory.',
  better: 'the most widely used; ready integrations for Express, Koa, Hapi and Passport; many issuers.',
  start({ clientId, issuer, jwks }) {
    const client = new JwksClient({
      jwksUri: `${issuer}/.well-known/jwks.json`,
      getKeysInterceptor: async () => [...jwks.keys],
      cacheMaxAge: 3_600_000,
    });
    const getKey: jwt.GetPublicKeyOrSecret = ({ kid }, done) => {
      client.getSigningKey(kid, (error, key) => done(error, key?.getPublicKey()));
    };
    const verify = (token: string) =>
      new Promise<jwt.JwtPayload>((resolve, fail) => {
        jwt.verify(token, getKey, { algorithms: ['RS256'], issuer }, (error, claims) =>
          error === null && typeof claims === 'object' ? resolve(claims) : fail(error),
        );
      });
    return async (token) => checkedByHand(await verify(token), clientId);
  },
};

export const PEERS: readonly Contender[] = [
  awsJwtVerify,
  awsVerifySync,
  jose,
  fastJwt,
  fastJwtCache,
  fastJwtCacheByToken,
  getJwksAndFastJwt,
  jsonwebtoken,
];
