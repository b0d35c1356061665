import { createCognitoVerifier } from 'cognito-guard';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import { EXECUTABLE_CASES } from './cases.ts';
import { wrongVerdicts } from './try-verifier.ts';

it('finds nothing wrong with this library', async () => {
  const wrong = await wrongVerdicts(({ issuer: _, jwks, ...options }) => {
    const { verify } = createCognitoVerifier({ ...options, jwks: { keys: [...jwks.keys] } });
    return async (input) => (await verify(input as string)).token_valid;
  });
  expect(wrong).toEqual([]);
});

it('finds what a verifier without the checks of Cognito lets through, and what it refuses without need', async () => {
  const careless = await wrongVerdicts(({ issuer, jwks }) => {
    const keys = createLocalJWKSet(jwks as JSONWebKeySet);
    return async (input) => (await jwtVerify(input as string, keys, { issuer })) && true;
  });
  const ids = careless.map(({ id }) => id);
  const ofTokenUse = EXECUTABLE_CASES.filter(({ reason }) => reason === 'token_use_mismatch').map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(ofTokenUse));
  expect(ids).not.toContain('CTL-01');

  const closed = await wrongVerdicts(() => () => false);
  expect(closed.map(({ expected }) => expected)).toEqual(closed.map(() => 'accept'));
  expect(closed.map(({ id }) => id)).toContain('CTL-01');
});
