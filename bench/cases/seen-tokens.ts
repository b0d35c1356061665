import { awsJwtVerify } from '../contenders/aws-jwt-verify.ts';
import { bareMap } from '../contenders/bare-map.ts';
import { cognitoGuard } from '../contenders/cognito-guard.ts';
import { fastJwtCached, fastJwtCachedByToken } from '../contenders/fast-jwt.ts';
import { type Case, compareRows } from './case.ts';

/** So many users at once, each with a token that was verified before. */
const ACTIVE_USERS = 500;

export const seen: Case = {
  title: 'Seen tokens',
  async run(fixture, effort) {
    const tokens = fixture.access.slice(0, ACTIVE_USERS);
    const [aws] = awsJwtVerify(fixture);
    const contenders = [
      await cognitoGuard(fixture),
      bareMap(tokens),
      fastJwtCached(fixture),
      fastJwtCachedByToken(fixture),
      ...(aws === undefined ? [] : [aws]),
    ];
    return compareRows(contenders, tokens, { ...effort, inFlight: 1 });
  },
};
