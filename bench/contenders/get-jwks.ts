import { createVerifier, type DecodedJwt } from 'fast-jwt';
import buildGetJwks from 'get-jwks';
import type { Contender } from '../measure/drive.ts';
import type { Fixture } from '../measure/fixture.ts';
import { checkedByHand } from './jose.ts';

/** As both document it together. The keys are put into the cache of get-jwks, so that nothing is fetched. */
export function getJwksAndFastJwt({ clientId, issuer, jwks }: Fixture): Contender {
  const domain = `${issuer}/`;
  const getJwks = buildGetJwks({ issuersWhitelist: [domain], ttl: 3_600_000 });
  for (const { kid, ...jwk } of jwks.keys) {
    // Promises are what it caches itself, whatever its types say.
    const cached = Promise.resolve({ ...jwk, kid, domain }) as unknown as { domain: string; alg: string; kid: string };
    getJwks.cache.set(getJwks.generateCacheKey('RS256', kid, domain), cached);
  }
  const verify = createVerifier({
    key: ({ header: { kid, alg } }: DecodedJwt) => getJwks.getPublicKey({ kid, alg, domain }),
    algorithms: ['RS256'],
    allowedIss: issuer,
    requiredClaims: ['exp'],
    cache: false,
  });
  return { name: 'fast-jwt + get-jwks', verify: async (token) => checkedByHand(await verify(token), clientId) };
}
