import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createKeySource, type KeyOrRejection } from '../../../src/jwks/key-source.ts';
import type { KeySet } from '../../../src/jwks/parse-key-set.ts';
import { START } from '../../support/served-pool.ts';
import { runs, TIMEOUT_MS } from './runs.ts';

// What strangers can do to valid users, as .github/SECURITY.md states it in figures. Strangers send tokens with kids of
// their own under the pool's iss, as many as they like and whenever they like. A user with a known key and a user with a
// key that is published at a moment of the test's choosing ask all the time.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Longest time from the first use of a new key for which it may be called unknown, beside the round trip. */
const NEW_KEY_REFUSED_MS = 10 * SECOND;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.setSystemTime(START);
});
afterEach(() => {
  vi.useRealTimers();
});

const OLD: KeySet = new Map([['old', 'n1']]);
const OLD_AND_NEW: KeySet = new Map([
  ['old', 'n1'],
  ['new', 'n2'],
]);

/** What the endpoint does from a second of the test on. */
interface Weather {
  readonly second: number;
  readonly isUp: boolean;
}

function createStage(weather: readonly Weather[], roundTripMs: number, publishedAt: number) {
  const isUp = () => weather.filter(({ second }) => START + second * SECOND <= Date.now()).at(-1)?.isUp ?? true;
  let loads = 0;
  const source = createKeySource({
    async load() {
      loads += 1;
      const [answers, keys] = [isUp(), Date.now() >= publishedAt ? OLD_AND_NEW : OLD];
      await new Promise((resolve) => setTimeout(resolve, roundTripMs));
      if (!answers) throw new Error('The endpoint is down');
      return keys;
    },
    importKey: () => ({ verifies: () => true }),
    now: () => Date.now(),
    fetchTimeoutMs: 5 * SECOND,
    maxStaleMs: 24 * 60 * MINUTE,
    waitUntil: undefined,
    onEvent: () => {},
  });
  const ask = (kid: string): KeyOrRejection | Promise<KeyOrRejection> =>
    source.select(kid, Date.now()) ?? source.selectFromFreshSet(kid, Date.now());
  return { source, ask, isUp, loads: () => loads };
}

/** One second of the test: how many strangers come at its start, and how long it really lasts. */
const seconds = fc.array(
  fc.record({
    strangers: fc.oneof({ weight: 15, arbitrary: fc.constantFrom(0, 1, 3) }, fc.constant(1_200)),
    lastsMs: fc.constantFrom(SECOND, SECOND, 5 * SECOND, 61 * SECOND, 6 * MINUTE, 16 * MINUTE),
  }),
  { minLength: 5, maxLength: 40 },
);
const roundTrip = fc.constantFrom(1, 50, 900, 1_800);

interface Seen {
  readonly kid: string;
  readonly askedAt: number;
  readonly outcome: string;
}

async function play(
  plan: readonly { readonly strangers: number; readonly lastsMs: number }[],
  stage: ReturnType<typeof createStage>,
): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const record = (kid: string) => {
    const askedAt = Date.now();
    Promise.resolve(stage.ask(kid)).then((answer) => {
      seen.push({ kid, askedAt, outcome: 'reason' in answer ? answer.reason : 'accepted' });
    });
  };
  await Promise.all([stage.source.ready(), vi.advanceTimersByTimeAsync(6 * SECOND)]);
  for (const { strangers, lastsMs } of plan) {
    for (let stranger = 0; stranger < strangers; stranger += 1) stage.ask(`forged-${stranger}`);
    record('old');
    record('new');
    await vi.advanceTimersByTimeAsync(lastsMs);
  }
  await vi.advanceTimersByTimeAsync(12 * SECOND);
  return seen;
}

it(
  'a known key is accepted at every moment, and a new one within 10 seconds and a round trip, while the endpoint is up',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        seconds,
        roundTrip,
        fc.integer({ min: 0, max: 600 }),
        async (plan, roundTripMs, publishedAfter) => {
          vi.setSystemTime(START);
          const publishedAt = START + publishedAfter * SECOND;
          const stage = createStage([], roundTripMs, publishedAt);
          const seen = await play(plan, stage);
          expect(seen.filter(({ kid, outcome }) => kid === 'old' && outcome !== 'accepted')).toEqual([]);
          expect(seen.filter(({ outcome }) => outcome === 'keys_unavailable')).toEqual([]);
          const uses = seen.filter(({ kid, askedAt }) => kid === 'new' && askedAt >= publishedAt);
          const firstUse = Math.min(...uses.map(({ askedAt }) => askedAt));
          const refusedTooLong = uses.filter(
            ({ askedAt, outcome }) => outcome !== 'accepted' && askedAt >= firstUse + NEW_KEY_REFUSED_MS + roundTripMs,
          );
          expect(refusedTooLong).toEqual([]);
          vi.clearAllTimers();
        },
      ),
      runs(40),
    );
  },
  TIMEOUT_MS,
);

it(
  'a known key is accepted through outages too, whatever strangers do',
  async () => {
    const weather = fc
      .array(fc.record({ second: fc.integer({ min: 1, max: 3_600 }), isUp: fc.boolean() }), { maxLength: 6 })
      .map((changes) => [...changes].sort((a, b) => a.second - b.second));
    await fc.assert(
      fc.asyncProperty(seconds, roundTrip, weather, async (plan, roundTripMs, changes) => {
        vi.setSystemTime(START);
        const publishedAt = START + 20 * SECOND;
        const stage = createStage(changes, roundTripMs, publishedAt);
        const seen = await play(plan, stage);
        expect(seen.filter(({ kid, outcome }) => kid === 'old' && outcome !== 'accepted')).toEqual([]);
        vi.clearAllTimers();
      }),
      runs(40),
    );
  },
  TIMEOUT_MS,
);

it('starts six attempts a minute at most, whatever strangers send', async () => {
  const stage = createStage([], 50, START);
  await Promise.all([stage.source.ready(), vi.advanceTimersByTimeAsync(SECOND)]);
  const before = stage.loads();
  for (let tick = 0; tick < 600; tick += 1) {
    for (let stranger = 0; stranger < 20; stranger += 1) stage.ask(`forged-${tick}-${stranger}`);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(stage.loads() - before).toBeLessThanOrEqual(6);
});
