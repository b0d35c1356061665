import { combineVerifiers, createCognitoVerifier } from 'cognito-guard';
import { createTestUserPool, type TestUserPool } from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';
import { collectedHeap } from '../../support/collected-heap.ts';
import { forge } from '../../support/forge.ts';

const poolA = await createTestUserPool({ userPoolId: 'us-east-1_PoolA', clientId: 'clientA' });
const poolB = await createTestUserPool({ userPoolId: 'us-east-1_PoolB', clientId: 'clientB' });

function verifierOf(pool: TestUserPool, jwks: { keys: object[] } = { keys: [...pool.jwks.keys] }, options = {}) {
  const { userPoolId, clientId } = pool;
  return createCognitoVerifier({ userPoolId, clientId, tokenUse: 'access', jwks, ...options });
}

const accessJwkOf = (pool: TestUserPool) => pool.jwks.keys[1];

describe('TEN-04: one kid in two pools', () => {
  const both = combineVerifiers(
    verifierOf(poolA, { keys: [{ ...accessJwkOf(poolA), kid: 'K' }] }),
    verifierOf(poolB, { keys: [{ ...accessJwkOf(poolB), kid: 'K' }] }),
  );

  it("accepts each pool's token by that pool's key", async () => {
    for (const pool of [poolA, poolB]) {
      expect(await both.verify(await pool.accessToken({}, { kid: 'K' }))).toMatchObject({ token_valid: true });
    }
  });

  it('refuses a token that names one pool and is signed by the other', async () => {
    const forged = await poolB.accessToken({ iss: poolA.issuer, client_id: 'clientA' }, { kid: 'K' });
    expect(await both.verify(forged)).toMatchObject({ reason: 'signature_invalid' });
  });
});

it('TEN-05: issuers and kids that are equal when joined are still two keys', async () => {
  const issuerA = 'https://idp.example.com/local_a';
  const issuerB = 'https://idp.example.com/local_a:q';
  const both = combineVerifiers(
    verifierOf(poolA, { keys: [{ ...accessJwkOf(poolA), kid: 'q:k' }] }, { emulator: { issuer: issuerA } }),
    verifierOf(poolB, { keys: [{ ...accessJwkOf(poolB), kid: 'k' }] }, { emulator: { issuer: issuerB } }),
  );
  expect(await both.verify(await poolA.accessToken({ iss: issuerA }, { kid: 'q:k' }))).toMatchObject({
    token_valid: true,
  });
  expect(await both.verify(await poolB.accessToken({ iss: issuerB }, { kid: 'k' }))).toMatchObject({
    token_valid: true,
  });
  const forged = { client_id: 'clientA', iss: issuerA };
  expect(await both.verify(await poolB.accessToken(forged, { kid: 'q:k' }))).toMatchObject({
    reason: 'signature_invalid',
  });
  expect(await both.verify(await poolB.accessToken(forged, { kid: 'k' }))).toMatchObject({ reason: 'key_unknown' });
});

it('TEN-06: a client belongs to its pool', async () => {
  const both = combineVerifiers(verifierOf(poolA), verifierOf(poolB));
  expect(await both.verify(await poolA.accessToken({ client_id: 'clientB' }))).toMatchObject({
    reason: 'client_mismatch',
  });
  expect(await both.verify(await poolB.accessToken({ client_id: 'clientA' }))).toMatchObject({
    reason: 'client_mismatch',
  });
});

it('TEN-07: ten thousand unknown issuers cause no request and leave nothing behind', async () => {
  const requests: string[] = [];
  const fetch = async (url: string | URL | Request) => {
    requests.push(String(url));
    return Response.json(poolA.jwks);
  };
  const options = { userPoolId: poolA.userPoolId, clientId: 'clientA', tokenUse: 'access', fetch } as const;
  const all = combineVerifiers(createCognitoVerifier(options), verifierOf(poolB));
  await all.ready();
  const token = await poolA.accessToken();
  const flood = async (count: number) => {
    for (let at = 0; at < count; at += 1) {
      const forged = forge(token, { header: { kid: `k${at}` }, claims: { iss: `https://idp-${at}.example.com/pool` } });
      const result = await all.verify(forged);
      if (result.token_valid || result.reason !== 'issuer_unknown')
        expect(result).toMatchObject({ reason: 'issuer_unknown' });
    }
  };
  await flood(2_000);
  const warm = await collectedHeap();
  await flood(10_000);
  expect((await collectedHeap()) - warm).toBeLessThan(500_000);
  expect(requests).toHaveLength(1);
});
