import { randomInt, timingSafeEqual } from 'node:crypto';
import { attemptLimit, noSuchCode, wrongCode } from './errors.ts';
import type { Inbox } from './inbox.ts';
import type { User } from './users.ts';

const PURPOSES = {
  signUp: { subject: 'Your verification code', lifetimeSeconds: 24 * 3_600 },
  resetPassword: { subject: 'Your password reset code', lifetimeSeconds: 3_600 },
} as const;

export type Purpose = keyof typeof PURPOSES;

interface IssuedCode {
  readonly code: string;
  readonly expiresAt: number;
  triesLeft: number;
}

const TRIES = 5;
const CODES_PER_HOUR = 5;
const HOUR = 3_600_000;

export type Codes = ReturnType<typeof createCodes>;

/** Six digits can be guessed if there is no limit: a code allows five tries, and a user gets five codes an hour. */
export function createCodes(now: () => number, inbox: Inbox) {
  const issued = new Map<string, IssuedCode>();
  const sentTimes = new Map<string, number[]>();

  function send(user: User, purpose: Purpose): void {
    const key = `${purpose}:${user.sub}`;
    const recent = (sentTimes.get(key) ?? []).filter((time) => time > now() - HOUR);
    if (recent.length >= CODES_PER_HOUR) throw attemptLimit();
    sentTimes.set(key, [...recent, now()]);

    const { subject, lifetimeSeconds } = PURPOSES[purpose];
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    issued.set(key, { code, expiresAt: now() + lifetimeSeconds * 1000, triesLeft: TRIES });
    inbox.send(user.attributes.email ?? '', subject, code);
  }

  /** A code can be used once. */
  function use(user: User, purpose: Purpose, code: string): void {
    const key = `${purpose}:${user.sub}`;
    const known = issued.get(key);
    if (known === undefined || known.expiresAt <= now()) throw noSuchCode();
    if (known.triesLeft === 0) throw attemptLimit();
    if (!isSame(known.code, code)) {
      known.triesLeft -= 1;
      throw wrongCode();
    }
    issued.delete(key);
  }

  return { send, use };
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
