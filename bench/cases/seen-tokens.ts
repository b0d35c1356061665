import { awsJwtVerify } from '../contenders/aws-jwt-verify.ts';
import { bareMap } from '../contenders/bare-map.ts';
import { cognitoGuard } from '../contenders/cognito-guard.ts';
import { fastJwtCached, fastJwtCachedByToken } from '../contenders/fast-jwt.ts';
import { EXPIRED_FOR_SECONDS } from '../measure/fixture.ts';
import { type Case, compareRows } from './case.ts';

/** So many users at once, each with a token that was verified before. */
const ACTIVE_USERS = 500;

export const seen: Case = {
  title: 'Seen tokens',
  async run(fixture, effort) {
    const tokens = fixture.access.slice(0, ACTIVE_USERS);
    const contenders = [
      await cognitoGuard(fixture),
      bareMap(tokens),
      fastJwtCached(fixture),
      fastJwtCachedByToken(fixture),
      ...awsJwtVerify(fixture),
    ];
    return compareRows(contenders, tokens, { ...effort, inFlight: 1, expected: 'accepted' });
  },
};

/** Verified while good, and sent again after their time: what a client with a broken clock does all day. */
export const expired: Case = {
  title: 'Expired but genuine, remembered from when it was good',
  async run(fixture, effort) {
    const tokens = fixture.expired.slice(0, ACTIVE_USERS);
    let setBackMs = 1.5 * EXPIRED_FOR_SECONDS * 1000;
    const ours = await cognitoGuard(fixture, { now: () => Date.now() - setBackMs });
    for (const token of tokens) await ours.verify(token);
    setBackMs = 0;
    const contenders = [ours, ...awsJwtVerify(fixture), fastJwtCached(fixture)];
    return compareRows(contenders, tokens, { ...effort, inFlight: 1, expected: 'refused' });
  },
};
