import { CognitoError, invalidParameter } from '../errors.ts';
import { attributes, text } from '../input.ts';
import { requireGoodPassword } from '../password-policy.ts';
import { checkPassword } from '../password-sign-in.ts';
import type { Operation } from '../pool-context.ts';
import { API_SCOPE } from '../sign-ins.ts';
import { requireLengths, WRITABLE_ATTRIBUTES } from '../user-attributes.ts';

export const getUser: Operation = async (pool, input) => {
  const { user } = await pool.signIns.byAccess(text(input, 'AccessToken'), API_SCOPE);
  const mfa = user.totp?.enabled
    ? { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' }
    : {};
  const pairs = Object.entries({ sub: user.sub, ...user.attributes });
  return { Username: user.username, UserAttributes: pairs.map(([Name, Value]) => ({ Name, Value })), ...mfa };
};

export const updateUserAttributes: Operation = async (pool, input) => {
  const { user } = await pool.signIns.byAccess(text(input, 'AccessToken'), API_SCOPE);
  const changes = attributes(input, 'UserAttributes');
  if (Object.keys(changes).length === 0) throw invalidParameter('UserAttributes is empty');
  if (Object.keys(changes).some((name) => !WRITABLE_ATTRIBUTES.includes(name))) {
    throw new CognitoError('NotAuthorizedException', 'A client attempted to write unauthorized attribute');
  }
  requireLengths(changes);
  Object.assign(user.attributes, changes);
  return { CodeDeliveryDetailsList: [] };
};

export const changePassword: Operation = async (pool, input) => {
  const { user } = await pool.signIns.byAccess(text(input, 'AccessToken'), API_SCOPE);
  const proposed = text(input, 'ProposedPassword');
  checkPassword(pool, user.username, text(input, 'PreviousPassword'));
  requireGoodPassword(proposed);
  pool.users.setPassword(user, proposed);
  return {};
};
