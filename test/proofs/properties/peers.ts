import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { createCognitoVerifier } from 'cognito-guard';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { CLIENT_ID, ISSUER, JWKS, USER_POOL_ID } from './signer.ts';

/** Whether a verifier accepts a token. All of them ask `Date`, which the test stops. */
export type Accepts = (token: string) => Promise<boolean>;

const accepts =
  (verify: (token: string) => Promise<unknown>): Accepts =>
  (token) =>
    verify(token).then(
      (result) => result !== false,
      () => false,
    );

const guard = createCognitoVerifier({ userPoolId: USER_POOL_ID, clientId: CLIENT_ID, tokenUse: 'access', jwks: JWKS });
export const ours: Accepts = async (token) => (await guard.verify(token)).token_valid;

const aws = CognitoJwtVerifier.create({ userPoolId: USER_POOL_ID, clientId: CLIENT_ID, tokenUse: 'access' });
aws.cacheJwks(JWKS as Parameters<typeof aws.cacheJwks>[0]);

const keySet = createLocalJWKSet(JWKS as Parameters<typeof createLocalJWKSet>[0]);

/** jose, with the checks for a Cognito access token that its users have to write themselves. */
async function verifyWithJose(token: string): Promise<boolean> {
  const { payload } = await jwtVerify(token, keySet, {
    algorithms: ['RS256'],
    issuer: [ISSUER, ISSUER.replace('cognito-idp', 'issuer-cognito-idp')],
    requiredClaims: ['exp', 'iat', 'sub'],
  });
  return payload.token_use === 'access' && payload.client_id === CLIENT_ID;
}

export const PEERS: Readonly<Record<'aws-jwt-verify' | 'jose', Accepts>> = {
  'aws-jwt-verify': accepts((token) => aws.verify(token)),
  jose: accepts(verifyWithJose),
};
