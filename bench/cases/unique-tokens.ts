import { awsJwtVerify } from '../contenders/aws-jwt-verify.ts';
import { cognitoGuard } from '../contenders/cognito-guard.ts';
import { fastJwt } from '../contenders/fast-jwt.ts';
import { floor } from '../contenders/floor.ts';
import { getJwksAndFastJwt } from '../contenders/get-jwks.ts';
import { jose } from '../contenders/jose.ts';
import { jsonwebtoken } from '../contenders/jsonwebtoken.ts';
import type { Fixture } from '../measure/fixture.ts';
import { type Case, compareRows } from './case.ts';

const contendersFor = async (fixture: Fixture) => [
  await cognitoGuard(fixture),
  await floor(fixture),
  ...awsJwtVerify(fixture),
  jose(fixture),
  fastJwt(fixture),
  getJwksAndFastJwt(fixture),
  jsonwebtoken(fixture),
];

const withInFlight = (inFlight: number): Case['run'] => {
  return async (fixture, effort) =>
    compareRows(await contendersFor(fixture), fixture.access, { ...effort, inFlight, expected: 'accepted' });
};

export const unique64: Case = { title: 'Unique tokens, 64 in flight', run: withInFlight(64) };
export const unique8: Case = { title: 'Unique tokens, 8 in flight', run: withInFlight(8) };
export const unique1: Case = { title: 'Unique tokens, one at a time', run: withInFlight(1) };
export const oneCore: Case = { ...unique64, title: 'Unique tokens, 64 in flight, one core', oneCore: true };

/** ID tokens of users in 100 groups: four times as long. */
export const manyGroups: Case = {
  title: 'Unique ID tokens with 100 groups',
  run: async (fixture, effort) => {
    const ours = await cognitoGuard(fixture, { tokenUse: 'id' });
    const contenders = [ours, ...awsJwtVerify(fixture, 'id')];
    return compareRows(contenders, fixture.idWithManyGroups, { ...effort, inFlight: 64, expected: 'accepted' });
  },
};
