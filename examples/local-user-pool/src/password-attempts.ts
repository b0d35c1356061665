import { CognitoError } from './errors.ts';
import { normalise } from './users.ts';

const FREE_TRIES = 5;
const LONGEST_LOCK_SECONDS = 900;

export type PasswordAttempts = ReturnType<typeof createPasswordAttempts>;

/**
 * The fifth wrong password locks a name for one second, the sixth for two, the next for four, and so on. Unknown names are
 * counted too, so that a lock does not reveal which names exist.
 */
export function createPasswordAttempts(now: () => number) {
  const failures = new Map<string, { count: number; lockedUntil: number }>();

  return {
    requireUnlocked(name: string): void {
      const failure = failures.get(normalise(name));
      if (failure && failure.lockedUntil > now()) {
        throw new CognitoError('NotAuthorizedException', 'Password attempts exceeded');
      }
    },
    failed(name: string): void {
      const count = (failures.get(normalise(name))?.count ?? 0) + 1;
      const lockSeconds = count < FREE_TRIES ? 0 : Math.min(2 ** (count - FREE_TRIES), LONGEST_LOCK_SECONDS);
      failures.set(normalise(name), { count, lockedUntil: now() + lockSeconds * 1000 });
    },
    succeeded(name: string): void {
      failures.delete(normalise(name));
    },
  };
}
