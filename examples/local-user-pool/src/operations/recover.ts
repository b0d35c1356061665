import { deliveryDetails } from '../codes.ts';
import { wrongCode } from '../errors.ts';
import { text } from '../input.ts';
import { requireGoodPassword } from '../password-policy.ts';
import type { Operation } from '../pool-context.ts';
import { normalise } from '../users.ts';

/**
 * An unknown, disabled or unverified user gets the same answers as any other, at the limit too, but no code. The destination is
 * made from the name alone.
 */
export const forgotPassword: Operation = (pool, input) => {
  const name = text(input, 'Username');
  const { user, userId } = pool.users.credentialOf(name);
  const email = user?.enabled && user.attributes.email_verified === 'true' ? user.attributes.email : undefined;
  pool.codes.request(userId, 'resetPassword', email);
  return { CodeDeliveryDetails: deliveryDetails(normalise(name)) };
};

export const confirmForgotPassword: Operation = (pool, input) => {
  const { user, userId } = pool.users.credentialOf(text(input, 'Username'));
  const code = text(input, 'ConfirmationCode');
  const password = text(input, 'Password');
  // Checked before the code is used up, so that a weak password does not cost the user another e-mail.
  requireGoodPassword(password);
  pool.codes.use(userId, 'resetPassword', code);
  if (!user?.enabled) throw wrongCode();
  pool.users.setPassword(user, password);
  // Whoever was guessing does not know the new password: the locks have done their work.
  pool.passwordAttempts.forget(userId);
  pool.totpAttempts.forget(user.sub);
  if (user.status === 'FORCE_CHANGE_PASSWORD') user.status = 'CONFIRMED';
  return {};
};
