import { deliveryDetails } from '../codes.ts';
import { noSuchCode, wrongCode } from '../errors.ts';
import { text } from '../input.ts';
import { requireGoodPassword } from '../password-policy.ts';
import type { Operation } from '../pool-context.ts';
import { normalise } from '../users.ts';

/** An unknown, disabled or unverified user gets the same answer as any other, but no code is sent. */
export const forgotPassword: Operation = (pool, input) => {
  const name = text(input, 'Username');
  const user = pool.users.find(name);
  const hasVerifiedAddress = user?.enabled && user.password && user.attributes.email_verified === 'true';
  if (!user || !hasVerifiedAddress) return { CodeDeliveryDetails: deliveryDetails(normalise(name)) };
  pool.codes.send(user, 'resetPassword');
  return { CodeDeliveryDetails: deliveryDetails(user.attributes.email ?? '') };
};

export const confirmForgotPassword: Operation = (pool, input) => {
  const user = pool.users.find(text(input, 'Username'));
  const code = text(input, 'ConfirmationCode');
  const password = text(input, 'Password');
  // Checked before the code is used up, so that a weak password does not cost the user another e-mail.
  requireGoodPassword(password);
  if (!user?.enabled) throw wrongCode();
  if (!user.password) throw noSuchCode();
  pool.codes.use(user, 'resetPassword', code);
  pool.users.setPassword(user, password);
  pool.attempts.succeeded(user.attributes.email ?? '');
  if (user.status === 'FORCE_CHANGE_PASSWORD') user.status = 'CONFIRMED';
  return {};
};
