import { createCognitoVerifier } from 'cognito-guard';

export const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '', JWKS_URI: jwksUri = '' } = process.env;

/** In a module of its own: every route shares its keys and the tokens that it has seen. */
export const verifier = createCognitoVerifier({ userPoolId, clientId, jwksUri, tokenUse: 'access' });
