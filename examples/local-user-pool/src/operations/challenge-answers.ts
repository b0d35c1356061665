import type { Challenge } from '../challenges.ts';
import { CognitoError, invalidSession } from '../errors.ts';
import { type Input, text } from '../input.ts';
import { requireGoodPassword } from '../password-policy.ts';
import { afterPassword, authenticationResult, requireActive } from '../password-sign-in.ts';
import type { PoolContext } from '../pool-context.ts';
import { redeemTotpCode } from '../totp.ts';
import type { User } from '../users.ts';

export async function answerMfa(pool: PoolContext, responses: Input, input: Input): Promise<object> {
  const session = text(input, 'Session');
  const challenge = pool.challenges.find(session, 'SOFTWARE_TOKEN_MFA', text(responses, 'USERNAME'));
  const user = passTotp(pool, session, challenge, text(responses, 'SOFTWARE_TOKEN_MFA_CODE'));
  return authenticationResult(pool, user);
}

type MfaChallenge = Extract<Challenge, { name: 'SOFTWARE_TOKEN_MFA' }>;

/** After a typing mistake the user can try again without the password. Five wrong codes end the challenge and lock the second step. */
export function passTotp(pool: PoolContext, session: string, challenge: MfaChallenge, code: string): User {
  const { user } = challenge;
  requireActive(user);
  if (!user.totp) throw invalidSession();
  pool.totpAttempts.requireUnlocked(user.sub);
  const outcome = redeemTotpCode(user.totp, code, pool.now());
  if (outcome === 'accepted') {
    pool.totpAttempts.forget(user.sub);
    pool.challenges.end(session);
    return user;
  }
  pool.totpAttempts.failed(user.sub);
  challenge.triesLeft -= 1;
  if (challenge.triesLeft === 0) pool.challenges.end(session);
  if (outcome === 'already used') {
    throw new CognitoError('ExpiredCodeException', 'Your software token has already been used once.');
  }
  throw new CognitoError('CodeMismatchException', 'Invalid code received for user');
}

export function answerNewPassword(pool: PoolContext, responses: Input, input: Input): Promise<object> {
  const session = text(input, 'Session');
  const { user } = pool.challenges.find(session, 'NEW_PASSWORD_REQUIRED', text(responses, 'USERNAME'));
  requireActive(user);
  const password = text(responses, 'NEW_PASSWORD');
  requireGoodPassword(password);
  pool.challenges.end(session);
  pool.users.setPassword(user, password);
  user.status = 'CONFIRMED';
  return afterPassword(pool, user);
}
