import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DIFFERENCES } from './differences.ts';
import { ours, PEERS } from './peers.ts';
import { runs, TIMEOUT_MS } from './runs.ts';
import { sampledToken } from './sampled-tokens.ts';
import { baseClaims, NOW, signClaims } from './signer.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterAll(() => {
  vi.useRealTimers();
});

const verifiers = [['cognito-guard', ours], ...Object.entries(PEERS)] as const;

it.each(verifiers)('%s accepts a good token and refuses a forged one', async (_name, accepts) => {
  const good = signClaims(baseClaims('access'));
  expect(await accepts(good)).toBe(true);
  expect(await accepts(`${good.slice(0, -20)}AAAA${good.slice(-16)}`)).toBe(false);
});

it(
  'agrees with aws-jwt-verify and jose, except on a written list of differences',
  async () => {
    const used = new Set<string>();
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(sampledToken, async (sample) => {
        const verdict = await ours(sample.token);
        accepted += Number(verdict);
        for (const [peer, accepts] of Object.entries(PEERS)) {
          if ((await accepts(sample.token)) === verdict) continue;
          expect({ peer, verdict }).toEqual({ peer, verdict: false });
          const reasons = DIFFERENCES.filter(({ applies }) => applies(sample)).map(({ what }) => what);
          expect(reasons, `${peer} accepts ${JSON.stringify(sample)}`).not.toEqual([]);
          if (reasons.length === 1) used.add(reasons[0] ?? '');
        }
      }),
      runs(1_500),
    );
    expect(accepted).toBeGreaterThan(100);
    // A difference that does not occur any more must be removed from the list.
    expect([...used].sort()).toEqual(DIFFERENCES.map(({ what }) => what).sort());
  },
  TIMEOUT_MS,
);
