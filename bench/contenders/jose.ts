import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Contender } from '../measure/drive.ts';
import type { Fixture } from '../measure/fixture.ts';

/** As documented for a local key set, which imports each key once; Cognito's own claims are checked by hand. */
export function jose({ clientId, issuer, jwks }: Fixture): Contender {
  const keys = createLocalJWKSet({ keys: [...jwks.keys] });
  const options = { algorithms: ['RS256'], issuer, requiredClaims: ['exp', 'sub'] };
  return {
    name: 'jose',
    async verify(token) {
      const { payload } = await jwtVerify(token, keys, options);
      return checkedByHand(payload, clientId);
    },
  };
}

/** What every general JWT library leaves to its user. */
export function checkedByHand<Claims extends { readonly [name: string]: unknown }>(
  claims: Claims,
  clientId: string,
): Claims {
  if (claims.token_use !== 'access' || claims.client_id !== clientId) throw new Error('Not a token for this client');
  return claims;
}
