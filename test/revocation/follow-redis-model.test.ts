import type { VerifiedToken } from 'cognito-guard';
import { createRevocationList, followRedis, type RevocationList } from 'cognito-guard/revocation';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFakeRedis, type Mishap } from '../support/fake-redis.ts';

/** What can happen to three processes and their server. */
type Step =
  | { readonly does: 'revoke'; readonly process: number; readonly user: number; readonly waitMs: number }
  | { readonly does: 'mishaps'; readonly mishaps: readonly Mishap[] }
  | { readonly does: 'stop' | 'start' | 'empty' | 'hang' | 'go on' | 'new process' | 'end a process' }
  | { readonly does: 'lose'; readonly entries: number }
  | { readonly does: 'wait'; readonly ms: number };

const USERS = 6;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('revoke' as const),
      process: fc.nat(),
      user: fc.nat({ max: USERS - 1 }),
      waitMs: fc.constantFrom(0, 1, 2, 3, 10),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('mishaps' as const),
      mishaps: fc.array(fc.constantFrom<Mishap[]>('request lost', 'reply lost', 'doubled', 'late'), { minLength: 1 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('stop' as const, 'start' as const, 'empty' as const, 'hang' as const, 'go on' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('new process' as const, 'end a process' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('lose' as const), entries: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(1, 100, 1_000, 4_000) }),
  },
);

/** Longer than it takes from any state until all are in step, if the server answers. */
const LONGEST_RECOVERY_MS = 12_000;
const RUNS = Number(process.env.PROPERTY_RUNS ?? 60);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 26, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function tokenOf(user: number): VerifiedToken {
  const iat = Math.floor(Date.now() / 1000) - 3_600;
  const claims = { sub: `user-${user}`, client_id: 'app', iat, exp: iat + 7_200 };
  return { token_valid: true, token_use: 'access', claims, token: '' } as unknown as VerifiedToken;
}

/** True, false, or undefined where nobody can tell. */
function isRevokedBy({ isRevoked }: RevocationList, user: number): boolean | undefined {
  try {
    return isRevoked(tokenOf(user));
  } catch {
    return undefined;
  }
}

function createWorld() {
  const server = createFakeRedis();
  const lists: { readonly list: RevocationList; readonly end: () => void }[] = [];
  /** Whom somebody wanted to revoke, and of whom that was acknowledged. */
  const [wanted, acknowledged] = [new Set<number>(), new Set<number>()];

  function startProcess(): void {
    const list = createRevocationList();
    const pending = followRedis(list, lists.length % 2 === 0 ? server.ioRedis() : server.nodeRedis());
    lists.push({ list, end: () => void pending.then(({ close }) => close()) });
  }

  async function run(taken: Step): Promise<void> {
    if (taken.does === 'revoke') {
      const { user, process: number, waitMs } = taken;
      wanted.add(user);
      const { list } = lists[number % lists.length] ?? {};
      list?.revoke({ user: `user-${user}` }).then(
        () => acknowledged.add(user),
        () => {},
      );
      await pass(waitMs);
    }
    if (taken.does === 'mishaps') server.mishapsToCome(...taken.mishaps);
    if (taken.does === 'stop') server.stop();
    if (taken.does === 'start') server.start();
    if (taken.does === 'empty') server.empty();
    if (taken.does === 'lose') server.lose(taken.entries);
    if (taken.does === 'hang') server.hang(true);
    if (taken.does === 'go on') server.hang(false);
    if (taken.does === 'new process') startProcess();
    if (taken.does === 'end a process') await endOne();
    if (taken.does === 'wait') await pass(taken.ms);
  }

  /** What only one process and the server know is lost if both are. That is so for everything, so here all are in step before. */
  async function endOne(): Promise<void> {
    if (lists.length < 3) return;
    await recover();
    lists.shift()?.end();
  }

  async function recover(): Promise<void> {
    server.start();
    server.hang(false);
    await pass(LONGEST_RECOVERY_MS);
  }

  /** Nobody whom nobody wanted to revoke is refused, at any time. */
  function nobodyElseIsRefused(): void {
    for (const { list } of lists) {
      for (let user = 0; user < USERS; user += 1) {
        if (!wanted.has(user)) expect(isRevokedBy(list, user)).not.toBe(true);
      }
    }
  }

  return { startProcess, run, recover, nobodyElseIsRefused, lists, wanted, acknowledged, server };
}

it('whatever happens on the way, all processes come to refuse what was revoked, and never anything else', async () => {
  let acknowledgements = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const world = createWorld();
      for (let number = 0; number < 3; number += 1) world.startProcess();
      await pass(20);
      for (const taken of steps) {
        await world.run(taken);
        world.nobodyElseIsRefused();
      }
      // Mishaps that have not come by now go with the questions for news.
      await world.recover();
      await world.recover();
      acknowledgements += world.acknowledged.size;
      for (const { list } of world.lists) {
        for (let user = 0; user < USERS; user += 1) expect(isRevokedBy(list, user)).toBe(world.wanted.has(user));
      }
      for (const { end } of world.lists) end();
      await pass(6_000);
    }),
    { numRuns: RUNS, seed: 12, endOnFailure: true },
  );
  expect(acknowledgements).toBeGreaterThan(RUNS / 2);
});

it('without a mishap, what was acknowledged is refused by all within a second', async () => {
  const world = createWorld();
  for (let number = 0; number < 8; number += 1) world.startProcess();
  await pass(20);
  for (let user = 0; user < USERS; user += 1) {
    await world.run({ does: 'revoke', process: user, user, waitMs: 3 });
    expect(world.acknowledged.has(user)).toBe(true);
    await pass(10);
    expect(world.lists.map(({ list }) => isRevokedBy(list, user))).toEqual(Array(8).fill(true));
  }
  for (const { end } of world.lists) end();
  await pass(6_000);
});
