import { combineVerifiers, createCognitoVerifier } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { clockMember, clockOf } from '../src/verifier-clock.ts';

const START = Date.UTC(2030, 0, 1);
const POOL_A = 'eu-west-1_AbCdEf123';
const POOL_B = 'eu-west-1_AbCdEf124';
const verifierOf = (userPoolId: string, ms: number, clockToleranceSeconds: number) =>
  createCognitoVerifier({ userPoolId, clientId: 'any', tokenUse: 'access', now: () => ms, clockToleranceSeconds });
const read = (verifier: object, issuer?: unknown) => {
  const { now, clockToleranceSeconds } = clockOf(verifier, issuer);
  return [now(), clockToleranceSeconds];
};

describe('the clock of a verifier', () => {
  const a = verifierOf(POOL_A, START, 10);
  const b = verifierOf(POOL_B, START + 1, 20);
  const UPDATED = `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${POOL_B}`;

  it.each<readonly [string, object, unknown, readonly number[]]>([
    ['is that of its options', a, a.issuer, [START, 10]],
    ['is the same for any issuer', a, 'https://stranger.example', [START, 10]],
    ['stays with a copy that wraps verify', { ...a, verify: async () => {} }, a.issuer, [START, 10]],
    ['of a combination is that of the issuer', combineVerifiers(a, b), b.issuer, [START + 1, 20]],
    ['of a combination is found by the UPDATED form', combineVerifiers(a, b), UPDATED, [START + 1, 20]],
    [
      'of a combination is that of the first for a stranger',
      combineVerifiers(a, b),
      'https://stranger.example',
      [START, 10],
    ],
    ['of a combination is that of the first for no issuer', combineVerifiers(b, a), undefined, [START + 1, 20]],
  ])('%s', (_, verifier, issuer, wanted) => {
    expect(read(verifier, issuer)).toEqual(wanted);
  });

  it("is the platform's, without tolerance, where there is none", () => {
    const before = Date.now();
    const [time = 0, tolerance] = read({ verify: async () => {} });
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
    expect(tolerance).toBe(0);
  });

  it('is no name that a consumer could come across', () => {
    expect(Object.keys(clockMember(() => ({ now: () => 0, clockToleranceSeconds: 0 })))).toEqual([]);
  });
});
