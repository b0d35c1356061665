import { describe, expect, it } from 'vitest';
import { isEmulatorPoolId, issuersOf, isUserPoolId, keySetUrlOf, originalFormOf } from '../../src/cognito/user-pool.ts';

describe('a user pool ID', () => {
  it.each([
    'eu-west-1_AbCdEf123',
    'us-east-1_a',
    'us-gov-west-1_AbCdEf123',
    'eusc-de-east-1_AbCdEf123',
    'ap-southeast-12_AbCdEf123',
    'us-east-1_0123456789abcdef0123456789abcdef',
  ])('may be %s', (id) => {
    expect([isUserPoolId(id), isEmulatorPoolId(id)]).toEqual([true, true]);
  });

  it.each([
    '',
    'AbCdEf123',
    'local_5uAbCdEf',
    'eu-west-1',
    'eu-west-1_',
    'eu-west-1-AbCdEf123',
    'eu-west-1_AbC_dEf',
    'eu-west-1_AbC.dEf',
    'eu-west-1_AbC/dEf',
    'EU-WEST-1_AbCdEf123',
    'eu-west-_AbCdEf123',
    'west-1_AbCdEf123'.slice(5),
    ' eu-west-1_AbCdEf123',
    'eu-west-1_AbCdEf123\n',
    'eu-west-1:0f9a1b2c-1234',
    'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123',
    'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123',
    `eu-west-1_${'a'.repeat(39)}`,
  ])('is not %j', (id) => {
    expect(isUserPoolId(id)).toBe(false);
  });

  it.each(['local_5uAbCdEf', 'us-east-1_0123456789abcdef0123456789abcdef'])('of an emulator may be %s', (id) => {
    expect(isEmulatorPoolId(id)).toBe(true);
  });

  it.each(['', 'local', 'local_', '_abc', 'lo/cal_abc', '../x_abc', 'local_a.b', 'local_abc\n'])(
    'of an emulator is not %j',
    (id) => {
      expect(isEmulatorPoolId(id)).toBe(false);
    },
  );
});

describe('the issuer', () => {
  it.each([
    ['eu-west-1_AbCdEf123', 'eu-west-1.amazonaws.com'],
    ['us-east-1_AbCdEf123', 'us-east-1.amazonaws.com'],
    ['mx-central-1_AbCdEf123', 'mx-central-1.amazonaws.com'],
    ['us-gov-west-1_AbCdEf123', 'us-gov-west-1.amazonaws.com'],
    ['eusc-de-east-1_AbCdEf123', 'eusc-de-east-1.amazonaws.eu'],
    ['cn-north-1_AbCdEf123', 'cn-north-1.amazonaws.com.cn'],
    ['us-iso-east-1_AbCdEf123', 'us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1_AbCdEf123', 'us-isob-east-1.sc2s.sgov.gov'],
    ['eu-isoe-west-1_AbCdEf123', 'eu-isoe-west-1.cloud.adc-e.uk'],
    ['us-isof-south-1_AbCdEf123', 'us-isof-south-1.csp.hci.ic.gov'],
  ])('of %s has two forms at %s, ORIGINAL first', (id, domain) => {
    expect(issuersOf(id)).toEqual([
      `https://cognito-idp.${domain}/${id}`,
      `https://issuer-cognito-idp.${domain}/${id}`,
    ]);
  });

  it('has its keys below', () => {
    expect(keySetUrlOf(issuersOf('eu-west-1_AbCdEf123')[0])).toBe(
      'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123/.well-known/jwks.json',
    );
  });

  it('has one ORIGINAL spelling for both forms', () => {
    const [original, updated] = issuersOf('eu-west-1_AbCdEf123');
    expect(originalFormOf(original)).toBe(original);
    expect(originalFormOf(updated)).toBe(original);
  });

  it.each(['http://localhost:9229/local_5uAbCdEf', 'x https://issuer-cognito-idp.a', ''])(
    'of another shape, %j, is its own only spelling',
    (issuer) => {
      expect(originalFormOf(issuer)).toBe(issuer);
    },
  );
});
