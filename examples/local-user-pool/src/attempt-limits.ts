import { CognitoError } from './errors.ts';

export interface AttemptPolicy {
  /** How many wrong answers in a row are free. The next one after them locks. */
  readonly freeTries: number;
  readonly firstLockSeconds: number;
  readonly longestLockSeconds: number;
  readonly refusal: () => CognitoError;
}

/**
 * Four wrong passwords are free. The fifth locks the user for a second, the next for two, then four, and so on. Anybody can send
 * wrong passwords in the name of a user, so the lock is short.
 */
export const PASSWORD_ATTEMPTS: AttemptPolicy = {
  freeTries: 4,
  firstLockSeconds: 1,
  longestLockSeconds: 900,
  refusal: () => new CognitoError('NotAuthorizedException', 'Password attempts exceeded'),
};

/**
 * Four wrong codes are free, over all sign-ins since the last right one. The fifth locks the second step for a minute, the next
 * for two, and so on up to a day: 15 guesses on the first day, then one a day. The lock can be long, because only somebody who
 * knows the password can cause it, and a new password by e-mail ends it: that shuts the guesser out, too.
 */
export const TOTP_ATTEMPTS: AttemptPolicy = {
  freeTries: 4,
  firstLockSeconds: 60,
  longestLockSeconds: 24 * 3_600,
  refusal: () => new CognitoError('TooManyFailedAttemptsException', 'Too many wrong codes. Try again later.'),
};

export type AttemptLimit = ReturnType<typeof createAttemptLimit>;

/** Made-up user IDs are counted like real ones, so that a lock does not reveal which exist. */
export function createAttemptLimit(now: () => number, policy: AttemptPolicy) {
  const failures = new Map<string, { readonly count: number; readonly lockedUntil: number }>();

  return {
    requireUnlocked(userId: string): void {
      const failure = failures.get(userId);
      if (failure && failure.lockedUntil > now()) throw policy.refusal();
    },
    failed(userId: string): void {
      const count = (failures.get(userId)?.count ?? 0) + 1;
      failures.set(userId, { count, lockedUntil: now() + lockSeconds(policy, count) * 1000 });
    },
    /** Called for a right answer, and where the user proved by other means who it is. */
    forget(userId: string): void {
      failures.delete(userId);
    },
  };
}

function lockSeconds({ freeTries, firstLockSeconds, longestLockSeconds }: AttemptPolicy, count: number): number {
  if (count <= freeTries) return 0;
  return Math.min(firstLockSeconds * 2 ** (count - freeTries - 1), longestLockSeconds);
}
