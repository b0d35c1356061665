import jwt from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';
import type { Contender } from '../measure/drive.ts';
import type { Fixture } from '../measure/fixture.ts';
import { checkedByHand } from './jose.ts';

/** As the documentation of jwks-rsa shows it. The key set is handed over in memory, and the client caches each key. */
export function jsonwebtoken({ clientId, issuer, jwks }: Fixture): Contender {
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
  return { name: 'jsonwebtoken + jwks-rsa', verify: async (token) => checkedByHand(await verify(token), clientId) };
}
