import type { Reason } from 'cognito-guard';
import { type TestUserPool, tamper } from 'cognito-guard/testing';

/** The clock of every test that judges time: a fixed moment, in milliseconds. */
export const NOW = Date.UTC(2026, 10, 26, 12, 0, 0);
export const NOW_SECONDS = NOW / 1000;
export const now = () => NOW;

/** What the verifiers of these tests demand of a token, besides its pool and client. */
export const POLICY = { tokenUse: 'access', audience: 'https://api.example.com', maxTokenLength: 4_000 } as const;

/** Claims of an access token that passes that policy, and the guards of the tests. */
export const GOOD_CLAIMS = {
  aud: POLICY.audience,
  scope: 'orders/read orders/write',
  'cognito:groups': ['staff', 'night shift'],
};

type Forge = (pool: TestUserPool) => Promise<string>;

const withClaims = (claims: object): Forge => {
  return (pool) => pool.accessToken({ ...GOOD_CLAIMS, ...claims });
};
const withHeader = (header: Record<string, unknown>): Forge => {
  return (pool) => pool.accessToken(GOOD_CLAIMS, header);
};
const edited = (edit: (segments: string[]) => string[]): Forge => {
  return async (pool) => edit((await pool.accessToken(GOOD_CLAIMS)).split('.')).join('.');
};

/** The last character of a signature has bits that belong to no byte. This changes one of them: other text, the same bytes. */
const strayBits = (text: string) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.slice(-1)) ^ 1];
};

export const goodToken: Forge = withClaims({});

/** Each differs from a good token in one thing. */
export const BAD_TOKENS: readonly (readonly [reason: Reason, what: string, forge: Forge])[] = [
  ['token_too_large', 'is longer than maxTokenLength', withClaims({ padding: 'x'.repeat(4_000) })],
  ['token_malformed', 'has only two segments', edited(([header = '', payload = '']) => [header, payload])],
  ['token_malformed', 'has four segments', edited((segments) => [...segments, 'AAAA'])],
  ['token_malformed', 'has an empty signature', edited(([header = '', payload = '']) => [header, payload, ''])],
  [
    'token_malformed',
    'ends in padding',
    edited(([header = '', payload = '', signature]) => [header, payload, `${signature}==`]),
  ],
  [
    'token_malformed',
    'ends in a line feed',
    edited(([header = '', payload = '', signature]) => [header, payload, `${signature}\n`]),
  ],
  [
    'token_malformed',
    'has stray bits after its signature',
    edited(([header = '', payload = '', signature = '']) => [header, payload, strayBits(signature)]),
  ],
  [
    'token_malformed',
    'has a header that is not JSON',
    edited(([, payload = '', signature = '']) => ['AAAA', payload, signature]),
  ],
  ['token_malformed', 'has no kid', withHeader({ kid: undefined })],
  ['token_malformed', 'has a kid that is a number', withHeader({ kid: 7 })],
  ['token_malformed', 'marks a parameter as critical', withHeader({ crit: ['exp'], exp: 1 })],
  ['refresh_token', 'is an encrypted refresh token', (pool) => pool.refreshToken()],
  ['refresh_token', 'names an encryption', withHeader({ enc: 'A256GCM' })],
  ['algorithm_not_allowed', 'is signed by no algorithm', withHeader({ alg: 'none' })],
  ['algorithm_not_allowed', 'names a sibling of RS256', withHeader({ alg: 'PS256' })],
  ['algorithm_not_allowed', 'names RS256 in small letters', withHeader({ alg: 'rs256' })],
  ['algorithm_not_allowed', 'names no algorithm', withHeader({ alg: undefined })],
  [
    'issuer_unknown',
    'comes from another pool',
    withClaims({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' }),
  ],
  ['issuer_unknown', 'has no issuer', withClaims({ iss: undefined })],
  ['key_unknown', 'names a key that the pool does not publish', withHeader({ kid: 'never-published' })],
  ['signature_invalid', 'has claims other than those signed', async (pool) => tamper(await goodToken(pool))],
  ['signature_invalid', 'has a short signature', edited(([header = '', payload = '']) => [header, payload, 'AAAA'])],
  ['claims_malformed', 'has no exp', withClaims({ exp: undefined })],
  ['claims_malformed', 'has an exp that is text', withClaims({ exp: String(NOW_SECONDS + 60) })],
  ['claims_malformed', 'has no sub', withClaims({ sub: undefined })],
  ['claims_malformed', 'has a group that is no text', withClaims({ 'cognito:groups': [1] })],
  ['token_use_mismatch', 'is of another use', withClaims({ token_use: 'id' })],
  ['token_use_mismatch', 'does not tell its use', withClaims({ token_use: undefined })],
  ['client_mismatch', 'was issued to another client', withClaims({ client_id: '2other' })],
  [
    'client_mismatch',
    'names its client only in aud',
    (pool) => pool.accessToken({ ...GOOD_CLAIMS, client_id: undefined, aud: pool.clientId }),
  ],
  ['audience_mismatch', 'is bound to another resource', withClaims({ aud: 'https://api.example.com/' })],
  ['audience_mismatch', 'is bound to no resource', withClaims({ aud: undefined })],
  ['token_expired', 'expires at this very second', withClaims({ exp: NOW_SECONDS })],
  ['token_not_yet_valid', 'is good from the next second on', withClaims({ nbf: NOW_SECONDS + 1 })],
];
