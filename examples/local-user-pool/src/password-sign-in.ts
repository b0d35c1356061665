import { timingSafeEqual } from 'node:crypto';
import { CognitoError, wrongCredentials } from './errors.ts';
import type { PoolContext } from './pool-context.ts';
import { verifierOf } from './srp.ts';
import type { User } from './users.ts';

/** For sign-ins that send the password itself. An unknown name takes the same computation, and so as long, as a known one. */
export function checkPassword(pool: PoolContext, name: string, password: string): User {
  const { user, userId, password: stored } = pool.users.credentialOf(name);
  pool.passwordAttempts.requireUnlocked(userId);
  const given = verifierOf(pool.poolName, userId, password, stored.salt);
  if (!timingSafeEqual(given, stored.verifier) || !user) {
    pool.passwordAttempts.failed(userId);
    throw wrongCredentials();
  }
  pool.passwordAttempts.forget(userId);
  return user;
}

export function requireActive(user: User): void {
  if (!user.enabled) throw new CognitoError('NotAuthorizedException', 'User is disabled.');
  if (user.status === 'UNCONFIRMED') throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
}

/** What follows a right password: tokens, or the next challenge. */
export async function afterPassword(pool: PoolContext, user: User): Promise<object> {
  requireActive(user);
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    return {
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: pool.challenges.start({ name: 'NEW_PASSWORD_REQUIRED', user }),
      ChallengeParameters: {
        USER_ID_FOR_SRP: user.username,
        requiredAttributes: '[]',
        userAttributes: JSON.stringify(user.attributes),
      },
    };
  }
  return user.totp?.enabled ? askForTotp(pool, user) : authenticationResult(pool, user);
}

function askForTotp(pool: PoolContext, user: User): object {
  return {
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    Session: pool.challenges.start({ name: 'SOFTWARE_TOKEN_MFA', user, triesLeft: 5 }),
    ChallengeParameters: { USER_ID_FOR_SRP: user.username },
  };
}

export async function authenticationResult(pool: PoolContext, user: User): Promise<object> {
  const tokens = await pool.signIns.mint(await pool.signIns.start(user));
  return {
    ChallengeParameters: {},
    AuthenticationResult: {
      AccessToken: tokens.accessToken,
      IdToken: tokens.idToken,
      RefreshToken: tokens.refreshToken,
      ExpiresIn: tokens.expiresIn,
      TokenType: 'Bearer',
    },
  };
}
