import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { KeyName } from './cases.ts';

export const USER_POOL_ID = 'us-east-1_AbCdEfGhI';
export const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${USER_POOL_ID}`;
export const OTHER_ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_OTHERPOOL';
export const CLIENT_ID = '1example23456789abcdefghij';
export const KEY_SET_URL = `${ISSUER}/.well-known/jwks.json`;
export const BASE_SUB = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

export interface WorldKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** The fixed world, which README.md describes. `sentinelUrl` is an address that must never be contacted. */
export interface World {
  readonly keys: Readonly<Record<KeyName, WorldKey>>;
  readonly attackerEcKey: KeyObject;
  readonly sentinelUrl: string;
}

function rsaKey(kid: string): WorldKey {
  return { kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

export function createWorld(sentinelUrl: string): World {
  return {
    keys: { A1: rsaKey('A1'), A2: rsaKey('A2'), B1: rsaKey('B1'), attacker: rsaKey('A1') },
    attackerEcKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    sentinelUrl,
  };
}

export function publicJwk({ kid, publicKey }: WorldKey) {
  const { kty, n, e } = publicKey.export({ format: 'jwk' });
  return { kty, n, e, kid, alg: 'RS256', use: 'sig' };
}

/** What the pool publishes. */
export function keySetOf({ keys }: World) {
  return { keys: [publicJwk(keys.A1), publicJwk(keys.A2)] };
}

export function baseClaims(use: 'access' | 'id'): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const common = {
    sub: BASE_SUB,
    iss: ISSUER,
    token_use: use,
    auth_time: now - 5,
    exp: now + 3600,
    iat: now - 5,
    jti: crypto.randomUUID(),
    origin_jti: crypto.randomUUID(),
    'cognito:groups': ['users'],
  };
  return use === 'access'
    ? { ...common, client_id: CLIENT_ID, scope: 'openid', username: 'jane' }
    : { ...common, aud: CLIENT_ID, 'cognito:username': 'jane', email: 'j@example.com' };
}
