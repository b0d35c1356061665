import { CognitoError, invalidParameter } from '../errors.ts';
import { isRecord, text } from '../input.ts';
import type { Operation } from '../pool-context.ts';
import { API_SCOPE } from '../sign-ins.ts';
import { createTotpSecret, redeemTotpCode } from '../totp.ts';

/** The new secret replaces the old one only after a code has been checked against it. Until then the old device works. */
export const associateSoftwareToken: Operation = async (pool, input) => {
  const { user } = await pool.signIns.byAccess(text(input, 'AccessToken'), API_SCOPE);
  const secret = createTotpSecret();
  user.pendingTotpSecret = secret;
  return { SecretCode: secret };
};

export const verifySoftwareToken: Operation = async (pool, input) => {
  const { user } = await pool.signIns.byAccess(text(input, 'AccessToken'), API_SCOPE);
  if (!user.pendingTotpSecret) throw invalidParameter('No software token has been associated.');
  const totp = { secret: user.pendingTotpSecret, enabled: user.totp?.enabled ?? false, usedStep: -1 };
  if (redeemTotpCode(totp, text(input, 'UserCode'), pool.now()) !== 'accepted') {
    throw new CognitoError('EnableSoftwareTokenMFAException', 'Code mismatch');
  }
  user.totp = totp;
  delete user.pendingTotpSecret;
  return { Status: 'SUCCESS' };
};

export const setUserMfaPreference: Operation = async (pool, input) => {
  const { user } = await pool.signIns.byAccess(text(input, 'AccessToken'), API_SCOPE);
  const settings = input.SoftwareTokenMfaSettings;
  if (!isRecord(settings)) return {};
  if (!user.totp && settings.Enabled === true) throw invalidParameter('User has not verified software token mfa');
  if (user.totp) user.totp.enabled = settings.Enabled === true;
  return {};
};
