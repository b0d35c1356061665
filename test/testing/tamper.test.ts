import { ConfigError, createCognitoVerifier } from 'cognito-guard';
import { createTestUserPool, tamper } from 'cognito-guard/testing';
import { expect, it } from 'vitest';
import type { Overrides } from '../../src/testing/pool-key.ts';

const pool = await createTestUserPool();
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

it('makes its holder an administrator, and is refused for it', async () => {
  const forged = tamper(await pool.accessToken());
  expect(claimsOf(forged)['cognito:groups']).toEqual(['admins']);
  const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
  expect(await verifier.verify(forged)).toMatchObject({ token_valid: false, reason: 'signature_invalid' });
});

it('sets and removes the claims that it is told to, and nothing else', async () => {
  const token = await pool.accessToken();
  const forged = tamper(token, { exp: 9_999_999_999, scope: undefined });
  const { scope, ...kept } = claimsOf(token);
  expect(scope).toBeDefined();
  expect(claimsOf(forged)).toEqual({ ...kept, exp: 9_999_999_999 });
  const parts = (text: string) => [text.split('.')[0], text.split('.')[2]];
  expect(parts(forged)).toEqual(parts(token));
});

it.each<readonly [string, Overrides, Overrides | undefined]>([
  ['the group that the token has already', { 'cognito:groups': ['admins'] }, undefined],
  ['no claims', {}, {}],
  ['the removal of a claim that is not there', {}, { nope: undefined }],
])('makes no forgery of %s, which would be a good token', async (_, claims, changes) => {
  const token = await pool.accessToken(claims);
  const forge = () => (changes === undefined ? tamper(token) : tamper(token, changes));
  expect(forge).toThrow(ConfigError);
  expect(forge).toThrow('these claims are those of the token already: give others');
});
