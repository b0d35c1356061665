import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { Contender } from '../measure/drive.ts';
import type { Fixture } from '../measure/fixture.ts';

export const AWS = 'aws-jwt-verify';

/** With its keys at hand from the start, as its documentation advises. */
export function awsJwtVerify(
  { userPoolId, clientId, jwks }: Fixture,
  tokenUse: 'access' | 'id' = 'access',
): readonly Contender[] {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse });
  verifier.cacheJwks({ keys: jwks.keys.map((key) => ({ ...key })) });
  return [
    { name: AWS, verify: (token) => verifier.verify(token) },
    { name: `${AWS} verifySync`, verify: (token) => verifier.verifySync(token) },
  ];
}
