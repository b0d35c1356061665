import { awsJwtVerify } from '../contenders/aws-jwt-verify.ts';
import { cognitoGuard } from '../contenders/cognito-guard.ts';
import { fastJwt } from '../contenders/fast-jwt.ts';
import { floor } from '../contenders/floor.ts';
import { jose } from '../contenders/jose.ts';
import { jsonwebtoken } from '../contenders/jsonwebtoken.ts';
import type { Fixture } from '../measure/fixture.ts';
import { type Case, compareRows } from './case.ts';

const contenders = async (fixture: Fixture) => [
  await cognitoGuard(fixture),
  await floor(fixture),
  ...awsJwtVerify(fixture),
  jose(fixture),
  fastJwt(fixture),
  jsonwebtoken(fixture),
];

const uniqueTokens = (inFlight: number): Case['run'] => {
  return async (fixture, effort) => compareRows(await contenders(fixture), fixture.access, { ...effort, inFlight });
};

export const unique1: Case = { title: 'Unique tokens, one at a time', run: uniqueTokens(1) };
export const unique8: Case = { title: 'Unique tokens, 8 in flight', run: uniqueTokens(8) };
export const unique64: Case = { title: 'Unique tokens, 64 in flight', run: uniqueTokens(64) };
export const oneCore: Case = { ...unique64, title: 'Unique tokens, 64 in flight, one core', oneCore: true };
