import type { Reason } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { rejectionByTime, rejectionOfClaims } from '../../src/verify/check-claims.ts';

const NOW = 1_800_000_000;
const ORIGINAL = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';
const UPDATED = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';

type Policy = Parameters<typeof rejectionOfClaims>[1];

const POLICY: Policy = {
  issuers: [ORIGINAL, UPDATED],
  tokenUses: new Set(['access', 'id']),
  clientIds: new Set(['client']),
  audiences: undefined,
  clockToleranceSeconds: 0,
};
const ACCESS = { iss: ORIGINAL, sub: 'user', exp: NOW + 1, iat: NOW - 1, token_use: 'access', client_id: 'client' };
const ID = { iss: ORIGINAL, sub: 'user', exp: NOW + 1, iat: NOW - 1, token_use: 'id', aud: 'client' };

const rejectionFor = (claims: object, policy: Partial<Policy> = {}, now = NOW) =>
  rejectionOfClaims(JSON.parse(JSON.stringify(claims)), { ...POLICY, ...policy }, now);
const reasonFor: (...args: Parameters<typeof rejectionFor>) => Reason | undefined = (...args) =>
  rejectionFor(...args)?.reason;

describe('claims that are good', () => {
  const cases: readonly (readonly [what: string, claims: object, policy?: Partial<Policy>])[] = [
    ['of an access token', ACCESS],
    ['of an ID token', ID],
    ['from the UPDATED host', { ...ACCESS, iss: UPDATED }],
    ['of any client, by that word', { ...ACCESS, client_id: 'other' }, { clientIds: 'any' }],
    ['bound to a resource, when none is asked for', { ...ACCESS, aud: 'https://elsewhere.example' }],
    ['bound to the resource asked for', { ...ACCESS, aud: 'https://api' }, { audiences: ['https://api'] }],
    ['bound to it among others', { ...ACCESS, aud: ['x', 'https://api'] }, { audiences: ['https://api'] }],
    [
      'bound to one of several resources asked for',
      { ...ACCESS, aud: ['https://b', 'x'] },
      { audiences: ['https://api', 'https://b'] },
    ],
    ['of an ID token, which no audience is asked of', ID, { audiences: ['https://api'] }],
    ['in their last second', { ...ACCESS, exp: NOW + 0.001 }],
    ['within the tolerance after exp', { ...ACCESS, exp: NOW - 9 }, { clockToleranceSeconds: 10 }],
    ['from this very second on', { ...ACCESS, nbf: NOW }],
    ['within the tolerance before nbf', { ...ACCESS, nbf: NOW + 10 }, { clockToleranceSeconds: 10 }],
    ['issued in the future, alone', { ...ACCESS, iat: NOW + 60 }],
    ['with claims of our users, of any type', { ...ACCESS, 'custom:x': [1, { a: null }], email: 7 }],
    ['with an empty scope', { ...ACCESS, scope: '' }],
    ['with no group', { ...ACCESS, 'cognito:groups': [] }],
  ];
  it.each(cases.map(([what, claims, policy = {}]) => [what, claims, policy] as const))('%s', (_, claims, policy) => {
    expect(reasonFor(claims, policy)).toBeUndefined();
  });
});

describe('a claim of the wrong type is no claim', () => {
  const WRONG = {
    text: [null, 7, true, ['x'], {}],
    number: [null, String(NOW + 1), true, [NOW + 1], {}],
    texts: [null, 'x', 7, ['x', 7], [['x']], {}],
    'text or texts': [null, 7, {}, [7], ['x', null]],
  };
  type Type = keyof typeof WRONG;

  const OF_BOTH: readonly (readonly [Type, ...claims: string[]])[] = [
    ['text', 'iss', 'sub', 'jti', 'origin_jti', 'event_id', 'token_use', 'cognito:preferred_role', 'acr'],
    ['number', 'exp', 'nbf', 'iat', 'auth_time'],
    ['texts', 'cognito:groups', 'cognito:roles', 'amr'],
    ['text or texts', 'aud'],
  ];
  const OF_ACCESS: typeof OF_BOTH = [
    ['text', 'client_id', 'username', 'scope', 'device_key'],
    ['number', 'version'],
  ];
  const OF_ID: typeof OF_BOTH = [['text', 'cognito:username', 'nonce', 'at_hash']];

  const rowsOf = (good: object, types: typeof OF_BOTH) =>
    types.flatMap(([type, ...claims]) =>
      claims.flatMap((claim) => WRONG[type].map((value) => [claim, value, good] as const)),
    );

  it.each([...rowsOf(ACCESS, OF_BOTH), ...rowsOf(ACCESS, OF_ACCESS)])(
    '%s: %j, in an access token',
    (claim, value, good) => {
      expect(rejectionFor({ ...good, [claim]: value })).toMatchObject({
        reason: 'claims_malformed',
        // A wrong type of token_use leaves nothing to tell by, and is told as well.
        cause: `claim '${claim}' is not of its type`,
      });
    },
  );

  it.each([...rowsOf(ID, OF_BOTH), ...rowsOf(ID, OF_ID)])('%s: %j, in an ID token', (claim, value, good) => {
    expect(rejectionFor({ ...good, [claim]: value })).toMatchObject({
      reason: 'claims_malformed',
      cause: `claim '${claim}' is not of its type`,
    });
  });

  it.each(['sub', 'exp', 'iat'])('%s: none at all', (claim) => {
    expect(rejectionFor({ ...ACCESS, [claim]: undefined })).toMatchObject({
      reason: 'claims_malformed',
      cause: `claim '${claim}' is missing`,
    });
  });

  it.each([...rowsOf(ID, OF_ACCESS), ...rowsOf(ACCESS, OF_ID)].filter(([claim]) => claim !== 'client_id'))(
    'but %s: %j is a claim of the user in the other kind of token, where Cognito defines none',
    (claim, value, good) => {
      expect(reasonFor({ ...good, [claim]: value })).toBeUndefined();
    },
  );

  it('and exp beyond all numbers is none', () => {
    const claims = JSON.parse(JSON.stringify(ACCESS).replace(String(NOW + 1), '1e999'));
    expect(rejectionOfClaims(claims, POLICY, NOW)?.reason).toBe('claims_malformed');
  });
});

describe('claims that are refused', () => {
  const cases: readonly (readonly [Reason, what: string, claims: object, policy?: Partial<Policy>])[] = [
    ['issuer_unknown', 'another pool', { ...ACCESS, iss: `${ORIGINAL}x` }],
    ['issuer_unknown', 'a closing slash', { ...ACCESS, iss: `${ORIGINAL}/` }],
    ['issuer_unknown', 'no issuer', { ...ACCESS, iss: undefined }],
    ['token_use_mismatch', 'an ID token where access is asked for', ID, { tokenUses: new Set(['access']) }],
    ['token_use_mismatch', 'an access token where ID is asked for', ACCESS, { tokenUses: new Set(['id']) }],
    ['token_use_mismatch', "an emulator's refresh token", { ...ACCESS, token_use: 'refresh' }],
    ['token_use_mismatch', 'no token_use', { ...ACCESS, token_use: undefined }],
    ['client_mismatch', 'another client', { ...ACCESS, client_id: 'other' }],
    ['client_mismatch', 'no client', { ...ACCESS, client_id: undefined }],
    ['client_mismatch', 'no client, where any will do', { ...ACCESS, client_id: undefined }, { clientIds: 'any' }],
    ['client_mismatch', 'a client in the aud of an access token', { ...ACCESS, client_id: undefined, aud: 'client' }],
    ['client_mismatch', 'a client in the client_id of an ID token', { ...ID, aud: 'other', client_id: 'client' }],
    ['client_mismatch', 'an ID token for several', { ...ID, aud: ['client'] }],
    ['client_mismatch', 'an ID token without aud, where any will do', { ...ID, aud: undefined }, { clientIds: 'any' }],
    ['audience_mismatch', 'another resource', { ...ACCESS, aud: 'https://api/' }, { audiences: ['https://api'] }],
    ['audience_mismatch', 'no resource', ACCESS, { audiences: ['https://api'] }],
    ['audience_mismatch', 'other resources', { ...ACCESS, aud: ['https://api2'] }, { audiences: ['https://api'] }],
    ['token_expired', 'exp now', { ...ACCESS, exp: NOW }],
    ['token_expired', 'exp in 1970', { ...ACCESS, exp: 0 }],
    ['token_expired', 'exp and tolerance now', { ...ACCESS, exp: NOW - 10 }, { clockToleranceSeconds: 10 }],
    ['token_not_yet_valid', 'nbf in a moment', { ...ACCESS, nbf: NOW + 0.001 }],
    ['token_not_yet_valid', 'nbf beyond the tolerance', { ...ACCESS, nbf: NOW + 10.5 }, { clockToleranceSeconds: 10 }],
  ];
  const rows = cases.map(([reason, what, claims, policy = {}]) => [reason, what, claims, policy] as const);
  it.each(rows)('%s: %s', (reason, _, claims, policy) => {
    expect(reasonFor(claims, policy)).toBe(reason);
  });

  it('by a clock that is no number', () => {
    expect(reasonFor(ACCESS, {}, Number.NaN)).toBe('token_expired');
  });

  it.each([
    ['sub', 'claims_malformed'],
    ['iss', 'issuer_unknown'],
    ['token_use', 'token_use_mismatch'],
    ['client_id', 'client_mismatch'],
  ])('where %s is only inherited, from a polluted Object.prototype', (name, reason) => {
    const { [name as keyof typeof ACCESS]: value, ...rest } = ACCESS;
    Object.defineProperty(Object.prototype, name, { value, configurable: true });
    try {
      expect(rejectionOfClaims(rest, POLICY, NOW)?.reason).toBe(reason);
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  });
});

describe('the cause of a refusal', () => {
  it.each<[cause: string, claims: object, policy?: Partial<Policy>]>([
    ["claim 'iss' is not accepted", { ...ACCESS, iss: 'https://elsewhere.example' }],
    ["claim 'iss' is missing", { ...ACCESS, iss: undefined }],
    ["claim 'token_use' is not accepted", { ...ACCESS, token_use: 'refresh' }],
    ["claim 'token_use' is missing", { ...ACCESS, token_use: undefined }],
    ["claim 'client_id' is not accepted", { ...ACCESS, client_id: 'other' }],
    ["claim 'client_id' is missing", { ...ACCESS, client_id: undefined }],
    ["claim 'aud' is not accepted", { ...ID, aud: 'other' }],
    ["claim 'aud' is missing", { ...ID, aud: undefined }],
    ["claim 'aud' is not accepted", { ...ACCESS, aud: 'https://b' }, { audiences: ['https://api'] }],
    ["claim 'aud' is missing", ACCESS, { audiences: ['https://api'] }],
    ["claim 'exp' is not accepted", { ...ACCESS, exp: NOW }],
    ["claim 'nbf' is not accepted", { ...ACCESS, nbf: NOW + 60 }],
    // What an emulator's tokens were seen to lack.
    ["claim 'iat' is missing", { ...ACCESS, iat: undefined }],
  ])('is: %s', (cause, claims, policy = {}) => {
    expect(rejectionFor(claims, policy)).toMatchObject({ cause, claims: JSON.parse(JSON.stringify(claims)) });
  });
});

describe('of two reasons', () => {
  const BOUND = { audiences: ['https://api'] };
  it.each<readonly [first: Reason, second: Reason, object]>([
    ['claims_malformed', 'issuer_unknown', { sub: undefined, iss: 'x' }],
    ['claims_malformed', 'token_expired', { 'cognito:groups': 'x', exp: 0 }],
    ['issuer_unknown', 'token_use_mismatch', { iss: 'x', token_use: 'refresh' }],
    ['token_use_mismatch', 'client_mismatch', { token_use: 'refresh', client_id: 'other' }],
    ['client_mismatch', 'audience_mismatch', { client_id: 'other' }],
    ['audience_mismatch', 'token_expired', { exp: 0 }],
    ['token_expired', 'token_not_yet_valid', { aud: 'https://api', exp: 0, nbf: NOW + 60 }],
  ])('%s wins over %s', (first, _, claims) => {
    expect(reasonFor({ ...ACCESS, ...claims }, BOUND)).toBe(first);
  });
});

describe('the validity period alone', () => {
  it.each<readonly [Reason | undefined, object]>([
    [undefined, { iss: 'x', exp: NOW + 1 }],
    ['token_expired', { exp: NOW }],
    ['token_not_yet_valid', { exp: NOW + 2, nbf: NOW + 1 }],
    ['token_expired', { exp: NOW - 1, nbf: NOW + 1 }],
  ])('is %s for %j', (reason, claims) => {
    expect(rejectionByTime({ ...claims }, POLICY, NOW)?.reason).toBe(reason);
  });
});
