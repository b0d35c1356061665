import { deliveryDetails } from '../codes.ts';
import { CognitoError, invalidParameter } from '../errors.ts';
import { attributes, text } from '../input.ts';
import { requireGoodPassword } from '../password-policy.ts';
import type { Operation } from '../pool-context.ts';
import { requireSchema } from '../user-attributes.ts';
import { normalise } from '../users.ts';

export const signUp: Operation = (pool, input) => {
  const email = normalise(text(input, 'Username'));
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw invalidParameter('Username should be an email.');
  const given = attributes(input, 'UserAttributes');
  if (given.email !== undefined && normalise(given.email) !== email) {
    throw invalidParameter('Username and the email attribute differ.');
  }
  requireSchema(pool.requiredAttributes, { ...given, email });
  requireGoodPassword(text(input, 'Password'));

  const user = pool.users.add({ ...given, email, email_verified: 'false' }, 'UNCONFIRMED');
  pool.users.setPassword(user, text(input, 'Password'));
  pool.codes.issue(user.username, 'signUp', email);
  return { UserConfirmed: false, UserSub: user.sub, CodeDeliveryDetails: deliveryDetails(email) };
};

export const confirmSignUp: Operation = (pool, input) => {
  const { user, userId } = pool.users.credentialOf(text(input, 'Username'));
  const code = text(input, 'ConfirmationCode');
  if (!user?.enabled) return pool.codes.useNone(userId, 'signUp');
  if (user.status !== 'UNCONFIRMED') {
    throw new CognitoError('NotAuthorizedException', `User cannot be confirmed. Current status is ${user.status}`);
  }
  pool.codes.use(user.username, 'signUp', code);
  user.status = 'CONFIRMED';
  user.attributes.email_verified = 'true';
  return {};
};

/** An unknown, disabled or confirmed user gets the same answers as any other, with a destination made from the name alone, but no code. */
export const resendConfirmationCode: Operation = (pool, input) => {
  const name = text(input, 'Username');
  const { user, userId } = pool.users.credentialOf(name);
  const email = user?.enabled && user.status === 'UNCONFIRMED' ? user.attributes.email : undefined;
  pool.codes.request(userId, 'signUp', email);
  return { CodeDeliveryDetails: deliveryDetails(normalise(name)) };
};
