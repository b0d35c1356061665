import { randomInt, timingSafeEqual } from 'node:crypto';
import { attemptLimit, noSuchCode, wrongCode } from './errors.ts';
import type { Inbox } from './inbox.ts';

const PURPOSES = {
  signUp: { subject: 'Your verification code', lifetimeSeconds: 24 * 3_600 },
  resetPassword: { subject: 'Your password reset code', lifetimeSeconds: 3_600 },
} as const;

export type Purpose = keyof typeof PURPOSES;

interface IssuedCode {
  /** Undefined where the code went nowhere: every answer to it is wrong. */
  readonly code: string | undefined;
  readonly expiresAt: number;
  triesLeft: number;
}

const TRIES = 5;
const REQUESTS_PER_HOUR = 5;
const HOUR = 3_600_000;

export type Codes = ReturnType<typeof createCodes>;

/**
 * Six digits can be guessed if there is no limit: a code allows five tries, and it can be asked for five times an hour. All of it
 * holds for made-up user IDs too, so that no limit and no answer reveals which users exist.
 */
export function createCodes(now: () => number, inbox: Inbox) {
  const issued = new Map<string, IssuedCode>();
  const requestTimes = new Map<string, number[]>();

  /** Without an address a code is issued that nobody gets. */
  function issue(userId: string, purpose: Purpose, email: string | undefined): void {
    const { subject, lifetimeSeconds } = PURPOSES[purpose];
    const code = email === undefined ? undefined : String(randomInt(1_000_000)).padStart(6, '0');
    const expiresAt = now() + lifetimeSeconds * 1000;
    issued.set(keyOf(userId, purpose), { code, expiresAt, triesLeft: TRIES });
    if (email !== undefined && code !== undefined) inbox.send(email, subject, code);
  }

  /** The same, at the request of somebody who may be anybody. */
  function request(userId: string, purpose: Purpose, email: string | undefined): void {
    const key = keyOf(userId, purpose);
    const recent = (requestTimes.get(key) ?? []).filter((time) => time > now() - HOUR);
    if (recent.length >= REQUESTS_PER_HOUR) throw attemptLimit();
    requestTimes.set(key, [...recent, now()]);
    issue(userId, purpose, email);
  }

  /** A code can be used once. */
  function use(userId: string, purpose: Purpose, code: string): void {
    const key = keyOf(userId, purpose);
    const known = issued.get(key);
    if (known === undefined || known.expiresAt <= now()) throw noSuchCode();
    if (known.triesLeft === 0) throw attemptLimit();
    if (known.code === undefined || !isSame(known.code, code)) {
      known.triesLeft -= 1;
      throw wrongCode();
    }
    issued.delete(key);
  }

  /** For somebody who was sent none: refused as often, and in the same words, as wrong tries at a code. */
  function useNone(userId: string, purpose: Purpose): never {
    const known = issued.get(keyOf(userId, purpose));
    if (known === undefined || known.expiresAt <= now()) issue(userId, purpose, undefined);
    use(userId, purpose, '');
    // Not reached: no text equals a code that does not exist.
    throw wrongCode();
  }

  return { issue, request, use, useNone };
}

function keyOf(userId: string, purpose: Purpose): string {
  return `${purpose}:${userId}`;
}

/** Says where a code went, masked as Cognito masks it: `j***@e***`. */
export function deliveryDetails(email: string) {
  const [name = '', domain = ''] = email.split('@');
  return {
    AttributeName: 'email',
    DeliveryMedium: 'EMAIL',
    Destination: `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`,
  };
}

function isSame(expected: string, given: string): boolean {
  return expected.length === Buffer.byteLength(given) && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}
