import { createCognitoVerifier } from '../../../../dist/index.js';
import { httpApiAuthorizer, readAuthorizerClaims, requireAuth, restApiAuthorizer } from '../../../../dist/lambda.js';

const { USER_POOL_ID, CLIENT_ID, JWKS_URI } = process.env;
const verifier = createCognitoVerifier({
  userPoolId: USER_POOL_ID,
  clientId: CLIENT_ID,
  tokenUse: 'access',
  jwksUri: JWKS_URI,
});
const closed = requireAuth(verifier, { scopes: ['orders/read'] });

export const restAuthorizer = restApiAuthorizer(verifier);
export const routeAuthorizer = restApiAuthorizer(verifier, { resource: 'route' });
export const moderatorAuthorizer = restApiAuthorizer(verifier, { groups: ['moderators'] });
export const httpAuthorizer = httpApiAuthorizer(verifier);

/** What many write by hand: without a word from us, API Gateway answers 500. */
export async function brokenAuthorizer(event) {
  return { ...(await restAuthorizer(event)), context: { groups: ['a'] } };
}

export async function claimsBehind(event) {
  const { claims, ...read } = readAuthorizerClaims(event);
  return { statusCode: 200, body: JSON.stringify(read) };
}

export async function verifying(event) {
  const auth = await closed(event);
  return 'token_valid' in auth ? { statusCode: 200, body: JSON.stringify({ sub: auth.claims.sub }) } : auth;
}
