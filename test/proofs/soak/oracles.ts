import type { VerifyResult } from '../../../src/index.ts';
import type { SoakKey, SoakPool } from './soak-pool.ts';

/** So long after the endpoint has sent an answer, the verifier may still be reading it. */
const LANDING_MS = 1_000;
/** Between two requests 10 s may pass, one that was running may take its deadline of 5 s, and then comes a round trip. */
const NEW_KEY_WITHIN_MS = 16_500;
const DAY_MS = 86_400_000;

export function createOracles(now: () => number) {
  const counts = {
    valid: 0,
    validRefused: 0,
    insideWindows: 0,
    hostile: 0,
    hostileAccepted: 0,
    revoked: 0,
    revokedAccepted: 0,
  };
  const wrong: string[] = [];

  function note(kind: 'validRefused' | 'hostileAccepted' | 'revokedAccepted', what: string): void {
    counts[kind] += 1;
    if (wrong.length < 20) wrong.push(`${kind}: ${what}`);
  }

  /** The token of a present key must be accepted, unless the key may not have been fetched yet or no fetch succeeded for a day. */
  function judgeValid(pool: SoakPool, key: SoakKey, result: VerifyResult): void {
    counts.valid += 1;
    if (result.token_valid) return;
    const good = pool.lastGood();
    const wasGiven = good?.keys.some(({ jwk }) => jwk.n === key.jwk.n) === true;
    const isFresh = good !== undefined && performance.now() - good.landedAt < LANDING_MS;
    const isStale = good === undefined || now() - good.startedAt > DAY_MS;
    const mayBeMissing = (!wasGiven && pool.steadyMs() < NEW_KEY_WITHIN_MS) || isFresh || isStale;
    if (mayBeMissing) counts.insideWindows += 1;
    else note('validRefused', `${result.reason}, steady for ${Math.round(pool.steadyMs())} ms`);
  }

  /** The token of a key that the last good answer did not name must be refused. */
  function judgeRevoked(pool: SoakPool, key: SoakKey, result: VerifyResult): void {
    const good = pool.lastGood();
    counts.revoked += 1;
    if (!result.token_valid || good === undefined) return;
    const isGone = !good.keys.some(({ jwk }) => jwk.n === key.jwk.n) && performance.now() - good.landedAt > LANDING_MS;
    if (isGone)
      note('revokedAccepted', `${key.kid}, ${Math.round(performance.now() - good.landedAt)} ms after the answer`);
  }

  function judgeHostile(id: string, result: VerifyResult): void {
    counts.hostile += 1;
    if (result.token_valid) note('hostileAccepted', id);
  }

  return { counts, wrong, judgeValid, judgeRevoked, judgeHostile };
}
