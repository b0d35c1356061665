import { createPublicKey } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import type { Contender } from '../measure/drive.ts';
import type { Fixture } from '../measure/fixture.ts';
import { checkedByHand } from './jose.ts';

/** With the one public key given at creation: synchronous, its fastest form; it looks at no `kid`. */
export function fastJwt(fixture: Fixture): Contender {
  return { name: 'fast-jwt', verify: verifyBy(fixture, { cache: false }) };
}

/** Its documented cache, as large as ours. Its default key is a hash of the token. */
export function fastJwtCached(fixture: Fixture): Contender {
  return { name: 'fast-jwt cache', verify: verifyBy(fixture, { cache: 1_000 }) };
}

/** The token itself as the key: no hash to compute, the fastest that its options allow. */
export function fastJwtCachedByToken(fixture: Fixture): Contender {
  const cacheKeyBuilder = (token: string) => token;
  return { name: 'fast-jwt cache, token as key', verify: verifyBy(fixture, { cache: 1_000, cacheKeyBuilder }) };
}

function verifyBy(
  { clientId, issuer, jwks, access }: Fixture,
  cache: { readonly cache: number | false; readonly cacheKeyBuilder?: (token: string) => string },
): Contender['verify'] {
  const { kid } = JSON.parse(Buffer.from(access[0]?.split('.')[0] ?? '', 'base64url').toString());
  const jwk = jwks.keys.find((key) => key.kid === kid);
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const verify = createVerifier({ key, algorithms: ['RS256'], allowedIss: issuer, requiredClaims: ['exp'], ...cache });
  return (token) => checkedByHand(verify(token), clientId);
}
