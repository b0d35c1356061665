import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jwt from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';
import type { Fixture } from '../fixture.ts';
import { checkedByHand } from './checked-by-hand.ts';
import type { Contender, TokenUse } from './contender.ts';
import { fastJwt, fastJwtCache, fastJwtCacheByToken, getJwksAndFastJwt } from './fast-jwt.ts';

export const AWS = 'aws-jwt-verify';

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
