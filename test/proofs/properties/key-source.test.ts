import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createKeySource, type KeyOrRejection, type KeySource } from '../../../src/jwks/key-source.ts';
import { START } from '../../support/served-pool.ts';
import {
  ageOf,
  createKeyModel,
  DEADLINE_MS,
  type Endpoint,
  HARD_AGE_MS,
  isEndpointDown,
  isGateOpen,
  isTrusted,
  isUsable,
  type KeyModel,
  load,
  MAX_STALE_MS,
  SOFT_AGE_MS,
  settle,
} from './key-source-model.ts';
import { runs, TIMEOUT_MS } from './runs.ts';

/** More than the longest time for which a caller may wait: for each attempt that it loses to a thaw, once more. */
const LONGEST_WAIT_MS = 4 * (DEADLINE_MS + 1_500);
const MINUTE = 60_000;
const keyOf = new WeakMap<object, string>();

interface Real {
  readonly source: KeySource;
  readonly calls: Promise<void>[];
}
type Command = fc.AsyncCommand<KeyModel, Real>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function createReal(model: KeyModel): Real {
  const source = createKeySource({
    load: () => load(model),
    importKey: async (n) => {
      const key = { verifies: () => true };
      keyOf.set(key, n);
      return key;
    },
    now: () => Date.now(),
    fetchTimeoutMs: DEADLINE_MS,
    maxStaleMs: MAX_STALE_MS,
    waitUntil: undefined,
    onEvent: () => {},
  });
  return { source, calls: [] };
}

const always = () => true;

/** As a token of this pool asks: only an unknown kid leads to a fetch of its own. */
function askFor(source: KeySource, kid: string): KeyOrRejection | Promise<KeyOrRejection> {
  return source.select(kid, Date.now()) ?? source.selectFromFreshSet(kid, Date.now());
}

const moveClock = (ms: number): Command => ({
  check: always,
  run: async () => {
    vi.setSystemTime(Date.now() + ms);
    await settle();
  },
  toString: () => `moveClock(${ms})`,
});

const letTimePass = (ms: number): Command => ({
  check: always,
  run: async () => {
    await vi.advanceTimersByTimeAsync(ms);
  },
  toString: () => `letTimePass(${ms})`,
});

const setEndpoint = (endpoint: Endpoint): Command => ({
  check: always,
  run: async (model) => {
    model.endpoint = endpoint;
  },
  toString: () => `setEndpoint(${endpoint.kind}, ${JSON.stringify([...('keys' in endpoint ? endpoint.keys : [])])})`,
});

const call = (kid: string, times: number): Command => ({
  check: always,
  run: async (model, { source, calls }) => {
    const isKnown = isUsable(model) && model.lastGood?.keys.has(kid) === true;
    const mustNotWait = isKnown && ageOf(model) < HARD_AGE_MS;
    const mustWait = isKnown && ageOf(model) >= HARD_AGE_MS && !isEndpointDown(model);
    const mustAsk = isGateOpen(model) && (!isKnown || ageOf(model) >= SOFT_AGE_MS);
    const attemptsBefore = model.attempts.length;
    model.asking = isUsable(model) && !isKnown ? 'unknown kid' : 'age';
    for (let caller = 0; caller < times; caller += 1) {
      const selection = askFor(source, kid);
      if (mustNotWait && selection instanceof Promise) model.violations.push('a known kid waited under the hard age');
      if (mustWait && !(selection instanceof Promise))
        model.violations.push('an old key served though nothing is down');
      calls.push(judge(model, kid, selection));
    }
    // Judged before any timer fires, because an answer that comes at once may allow the next request already.
    await Promise.resolve().then(() => {});
    delete model.asking;
    if (model.attempts.length - attemptsBefore !== Number(mustAsk))
      model.violations.push('asked or not, against the rule');
    await settle();
  },
  toString: () => `call(${kid} x ${times})`,
});

const foreign = (kid: string): Command => ({
  check: (model) => !(isUsable(model) && model.lastGood?.keys.has(kid)),
  run: async (model, { source }) => {
    const before = model.attempts.length;
    expect(await source.select(kid, Date.now())).toBeUndefined();
    await settle();
    expect(model.attempts).toHaveLength(before);
  },
  toString: () => `foreign(${kid})`,
});

/** Compares an answer with what the model says at the moment at which it arrives. */
async function judge(model: KeyModel, kid: string, selection: KeyOrRejection | Promise<KeyOrRejection>): Promise<void> {
  const latestAtCall = () => model.attempts.at(-1);
  let mine: ReturnType<typeof latestAtCall>;
  const remember = Promise.resolve().then(() => {
    mine = latestAtCall();
  });
  const answer = selection instanceof Promise ? await selection : selection;
  const { violations } = model;
  if (!('reason' in answer)) {
    if (!isTrusted(model, kid, keyOf.get(answer) ?? '')) violations.push(`a key for ${kid} that is not trusted now`);
    return;
  }
  await remember;
  if (answer.reason === 'key_unknown') {
    if (!isUsable(model) || model.lastGood?.keys.has(kid)) violations.push(`${kid} called unknown`);
    // Either its own attempt or the one that replaced it has to have succeeded.
    const succeeded = [mine, model.attempts.at(-1)].some((attempt) => attempt?.state === 'succeeded');
    if (!succeeded) violations.push('called unknown without a success');
  } else if (answer.reason === 'keys_unavailable') {
    if (mine?.state === 'succeeded' && isUsable(model)) violations.push('unavailable after a success');
    if (isUsable(model) && model.lastGood?.keys.has(kid)) violations.push(`unavailable though ${kid} is at hand`);
    if (!((answer.retryAfterSeconds ?? 0) >= 1)) violations.push('no word when to come back');
  } else violations.push(`an odd reason: ${answer.reason}`);
}

const kids = ['a', 'b', 'c'] as const;
const keySet = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...kids), fc.constantFrom('n1', 'n2')), {
    minLength: 1,
    selector: ([kid]) => kid,
  })
  .map((entries): ReadonlyMap<string, string> => new Map(entries));
const delay = fc.constantFrom(0, 10, 1_000, 2_000, 4_900);
const endpoint: fc.Arbitrary<Endpoint> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('answers' as const), keys: keySet, afterMs: delay }) },
  fc.record({ kind: fc.constant('fails' as const), afterMs: delay }),
  fc.constant({ kind: 'hangs' as const }),
);
const jumps = fc.constantFrom(
  1,
  999,
  1_000,
  6_000,
  10_000,
  4 * MINUTE,
  6 * MINUTE,
  16 * MINUTE,
  120 * MINUTE,
  25 * 60 * MINUTE,
  -1,
  -MINUTE,
  -26 * 60 * MINUTE,
);

const commands = fc.commands(
  [
    jumps.map(moveClock),
    fc.constantFrom(1, 100, 1_500, 5_000, 6_000, 11_000).map(letTimePass),
    endpoint.map(setEndpoint),
    fc.tuple(fc.constantFrom(...kids, 'never'), fc.constantFrom(1, 5)).map(([kid, times]) => call(kid, times)),
    fc.constantFrom(...kids, 'never').map(foreign),
  ],
  { size: '+1' },
);

it(
  'keeps every promise about keys under any clock, endpoint and callers',
  async () => {
    await fc.assert(
      fc.asyncProperty(endpoint, commands, async (first, sequence) => {
        vi.setSystemTime(START);
        const model = createKeyModel();
        model.endpoint = first;
        const real = createReal(model);
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        // Whatever the endpoint does, every caller gets an answer.
        await vi.advanceTimersByTimeAsync(LONGEST_WAIT_MS);
        const stillWaiting = await Promise.race([Promise.all(real.calls).then(() => false), settle().then(() => true)]);
        if (stillWaiting) model.violations.push('a caller without an answer');
        expect(model.violations).toEqual([]);
        vi.clearAllTimers();
      }),
      runs(600),
    );
  },
  TIMEOUT_MS,
);

it(
  'asks once for a thousand concurrent callers, whatever kids they bring',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...kids, 'never'), { minLength: 1, maxLength: 1_000 }),
        async (callers) => {
          vi.setSystemTime(START);
          const model = createKeyModel();
          model.endpoint = { kind: 'answers', keys: new Map([['a', 'n1']]), afterMs: 100 };
          const { source } = createReal(model);
          const answers = callers.map((kid) => askFor(source, kid));
          await vi.advanceTimersByTimeAsync(100);
          for (const [at, answer] of (await Promise.all(answers)).entries()) {
            expect('reason' in answer ? answer.reason : 'a key').toBe(callers[at] === 'a' ? 'a key' : 'key_unknown');
          }
          expect(model.attempts).toHaveLength(1);
        },
      ),
      runs(50),
    );
  },
  TIMEOUT_MS,
);
