import { createVerifier, type DecodedJwt } from 'fast-jwt';
import buildGetJwks from 'get-jwks';
import type { Fixture } from '../fixture.ts';
import { checkedByHand } from './checked-by-hand.ts';
import type { Contender, Verify } from './contender.ts';
import { keyObjectOf } from './floors.ts';

export const FAST_JWT_CACHE = 'fast-jwt cache';

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
