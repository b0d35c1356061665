import { CLIENT_ID, ISSUER, NOW } from './signer.ts';

// What the claims of a good access token are, written a second time and in another way: as one predicate over the claims,
// not as a table of checks. It shares no code with src, so the two can be compared.

const UPDATED_ISSUER = ISSUER.replace('cognito-idp.', 'issuer-cognito-idp.');
const SECONDS = NOW / 1000;

const texts = (value: unknown) => Array.isArray(value) && value.filter((item) => typeof item !== 'string').length === 0;

export function hasCognitoType(name: string, value: unknown): boolean {
  switch (name) {
    case 'exp':
    case 'nbf':
    case 'iat':
    case 'auth_time':
    case 'version':
      return typeof value === 'number' && value - value === 0;
    case 'cognito:groups':
    case 'cognito:roles':
    case 'amr':
      return texts(value);
    case 'aud':
      return typeof value === 'string' || texts(value);
    default:
      return typeof value === 'string';
  }
}

/** Registered claims (RFC 7519 section 4.1) and those that Cognito documents. */
export const KNOWN_CLAIMS = [
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'auth_time',
  'origin_jti',
  'event_id',
  'token_use',
  'client_id',
  'username',
  'cognito:username',
  'scope',
  'cognito:groups',
  'cognito:roles',
  'cognito:preferred_role',
  'device_key',
  'version',
  'acr',
  'amr',
  'nonce',
  'at_hash',
] as const;

export function isGoodAccessToken(claims: Readonly<Record<string, unknown>>): boolean {
  // What Cognito defines for ID tokens alone may be anything in an access token.
  const typed = KNOWN_CLAIMS.filter((name) => !['cognito:username', 'nonce', 'at_hash'].includes(name));
  for (const name of typed) if (name in claims && !hasCognitoType(name, claims[name])) return false;
  if (!('sub' in claims && 'iat' in claims && 'exp' in claims)) return false;
  if (claims.iss !== ISSUER && claims.iss !== UPDATED_ISSUER) return false;
  if (claims.token_use !== 'access' || claims.client_id !== CLIENT_ID) return false;
  if ('nbf' in claims && SECONDS < Number(claims.nbf)) return false;
  return SECONDS < Number(claims.exp);
}
