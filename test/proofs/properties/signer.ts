import { generateKeyPairSync, sign } from 'node:crypto';
import { CLIENT_ID, ISSUER, publicJwk, USER_POOL_ID } from '../attacks/world.ts';

export { CLIENT_ID, ISSUER, USER_POOL_ID };

/** The moment at which these tests stand still, in milliseconds. */
export const NOW = Date.UTC(2030, 0, 1);

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const JWKS = { keys: [publicJwk({ kid: 'A1', ...pair })] };

export const BASE_HEADER = { kid: 'A1', alg: 'RS256' };

export function baseClaims(use: 'access' | 'id', nowSeconds = NOW / 1000): Record<string, unknown> {
  return {
    sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    iss: ISSUER,
    token_use: use,
    auth_time: nowSeconds - 5,
    exp: nowSeconds + 3600,
    iat: nowSeconds - 5,
    jti: crypto.randomUUID(),
    origin_jti: crypto.randomUUID(),
    'cognito:groups': ['users'],
    ...(use === 'access'
      ? { client_id: CLIENT_ID, scope: 'openid', username: 'jane' }
      : { aud: CLIENT_ID, 'cognito:username': 'jane', email: 'j@example.com' }),
  };
}

/** Signs whatever it is given: JSON text, so that a test may write what no serialiser would. */
export function signText(header: string, payload: string): string {
  return signSegments(encode(header), encode(payload));
}

export function signSegments(header: string, payload: string): string {
  const input = `${header}.${payload}`;
  return `${input}.${sign('sha256', Buffer.from(input), pair.privateKey).toString('base64url')}`;
}

export function signClaims(claims: object, header: object = BASE_HEADER): string {
  return signText(JSON.stringify(header), JSON.stringify(claims));
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
