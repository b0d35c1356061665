import { Secret, TOTP } from 'otpauth';
import type { User } from './users.ts';

const PERIOD = 30;
/** Codes of the step before and of the step after are accepted, for clocks that differ. */
const WINDOW = 1;

export function createTotpSecret(): string {
  return new Secret({ size: 32 }).base32;
}

export type TotpOutcome = 'accepted' | 'wrong' | 'already used';

/** A code can be used once (RFC 6238, section 5.2), so that it is worthless to somebody who saw its owner type it. */
export function redeemTotpCode(totp: NonNullable<User['totp']>, code: string, now: number): TotpOutcome {
  const generator = new TOTP({ secret: Secret.fromBase32(totp.secret), period: PERIOD });
  const drift = generator.validate({ token: code, timestamp: now, window: WINDOW });
  if (drift === null) return 'wrong';
  const step = Math.floor(now / 1000 / PERIOD) + drift;
  if (step <= totp.usedStep) return 'already used';
  totp.usedStep = step;
  return 'accepted';
}
