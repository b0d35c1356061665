import { describe, expect, it } from 'vitest';
import { type AttemptPolicy, createAttemptLimit, PASSWORD_ATTEMPTS, TOTP_ATTEMPTS } from '../src/attempt-limits.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How many wrong answers a guesser who tries once a second gets judged on each of the first days. */
function guessesPerDay(policy: AttemptPolicy, days: number): number[] {
  let time = 0;
  const limit = createAttemptLimit(() => time, policy);
  return Array.from({ length: days }, (_, day) => {
    let judged = 0;
    for (; time < (day + 1) * DAY; time += 1_000) {
      try {
        limit.requireUnlocked('worf');
      } catch {
        continue;
      }
      judged += 1;
      limit.failed('worf');
    }
    return judged;
  });
}

describe('what a guesser gets judged', () => {
  it('is 15 TOTP codes on the first day, and then one a day', () => {
    expect(guessesPerDay(TOTP_ATTEMPTS, 4)).toEqual([15, 1, 1, 1]);
  });

  it('is about a hundred passwords a day, because a lock that strangers can cause has to be short', () => {
    const [first = 0, second = 0] = guessesPerDay(PASSWORD_ATTEMPTS, 2);
    expect(first).toBeGreaterThan(90);
    expect(first).toBeLessThan(120);
    expect(second).toBe(96);
  });
});

it('forgets the wrong answers of one user at a right one, and those of nobody else', () => {
  const limit = createAttemptLimit(() => 0, TOTP_ATTEMPTS);
  for (let tries = 0; tries < 5; tries += 1) for (const user of ['worf', 'kira']) limit.failed(user);
  limit.forget('worf');
  expect(() => limit.requireUnlocked('worf')).not.toThrow();
  expect(() => limit.requireUnlocked('kira')).toThrow('Too many wrong codes');
});
