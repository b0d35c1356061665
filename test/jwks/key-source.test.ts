import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Attempt, stateAfter } from '../../src/jwks/attempt.ts';
import { createKeySource, type KeyOrRejection } from '../../src/jwks/key-source.ts';
import { HOUR, MINUTE, OUTAGE, SECOND, scriptedKeyServer, settled } from '../support/scripted-key-server.ts';

/** What a caller is told: the modulus of its key, or the reason of its refusal. */
const outcomeOf = (answer: KeyOrRejection) => ('reason' in answer ? answer.reason : Reflect.get(answer, 'n'));

function start(initial?: Readonly<Record<string, string>>) {
  const server = scriptedKeyServer(initial);
  const source = createKeySource(server.options);
  /** As a token of this pool asks: with an unknown kid it is told to fetch. */
  const ask = (kid: string): KeyOrRejection | Promise<KeyOrRejection> =>
    source.select(kid, server.now()) ?? source.selectFromFreshSet(kid, server.now());
  async function select(kid: string) {
    const outcome = outcomeOf(await ask(kid));
    await settled();
    return outcome;
  }
  const answersAtOnce = (kid: string) => !(ask(kid) instanceof Promise);
  /** Outcomes of callers that are still waiting, filled in when they are answered. */
  function outcomesOf(kids: readonly string[]): unknown[] {
    const outcomes: unknown[] = [];
    for (const kid of kids) Promise.resolve(ask(kid)).then((answer) => outcomes.push(outcomeOf(answer)));
    return outcomes;
  }
  return { ...server, source, ask, select, answersAtOnce, outcomesOf };
}

afterEach(() => vi.useRealTimers());

/** Only timers are faked: an import or a promise of the platform still takes its own time. */
const fakeTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

describe('a known kid', () => {
  it.each([
    ['just loaded', 0, 0],
    ['a moment under 5 minutes old', 5 * MINUTE - 1, 0],
    ['5 minutes old', 5 * MINUTE, 1],
    ['a moment under 15 minutes old', 15 * MINUTE - 1, 1],
  ])('in a set that is %s is used at once', async (_, age, refreshes) => {
    const { source, later, answersAtOnce, counts } = start();
    await source.ready();
    later(age);
    expect(answersAtOnce('a')).toBe(true);
    await settled();
    expect(counts.loads).toBe(1 + refreshes);
  });

  it('is refreshed in the background, once for all who ask', async () => {
    const { source, later, give, answersAtOnce, counts } = start();
    await source.ready();
    later(6 * MINUTE);
    give('nothing');
    for (let caller = 0; caller < 100; caller += 1) expect(answersAtOnce('a')).toBe(true);
    await settled();
    expect(counts.loads).toBe(2);
  });

  it('waits for the refresh from 15 minutes on, and is looked up again', async () => {
    const { source, later, give, select, answersAtOnce, counts } = start();
    await source.ready();
    later(15 * MINUTE);
    give('keys', { b: 'n2' });
    expect(answersAtOnce('a')).toBe(false);
    expect(await select('a')).toBe('key_unknown');
    expect(counts.loads).toBe(2);
  });

  it('serves on where that refresh fails, and makes nobody wait again for 5 minutes', async () => {
    const { source, later, give, select, answersAtOnce } = start();
    await source.ready();
    give('outage');
    later(15 * MINUTE);
    expect(await select('a')).toBe('n1');
    later(5 * MINUTE - 1);
    expect(answersAtOnce('a')).toBe(true);
  });

  it('waits again 5 minutes after the last failure', async () => {
    const { source, later, give, select, answersAtOnce } = start();
    await source.ready();
    give('outage');
    later(15 * MINUTE);
    await select('a');
    later(5 * MINUTE);
    expect(answersAtOnce('a')).toBe(false);
    await settled();
  });

  it('waits for a slow endpoint up to the deadline, and a key that was removed is refused', async () => {
    const { source, later, give, release, outcomesOf } = start();
    await source.ready();
    fakeTimers();
    later(23 * HOUR);
    give('nothing');
    const outcomes = outcomesOf(['a']);
    await vi.advanceTimersByTimeAsync(1_800);
    expect(outcomes).toEqual([]);
    release({ b: 'n2' });
    await vi.advanceTimersByTimeAsync(0);
    expect(outcomes).toEqual(['key_unknown']);
  });

  it('serves on where the refresh runs past its deadline, and nobody waits again for that one', async () => {
    const { source, later, give, outcomesOf, ask, counts } = start();
    await source.ready();
    fakeTimers();
    later(16 * MINUTE);
    give('nothing');
    const outcomes = outcomesOf(['a']);
    await vi.advanceTimersByTimeAsync(5_099);
    expect(outcomes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(outcomes).toEqual(['n1']);
    later(5_100);
    expect(await ask('a')).toMatchObject({ n: 'n1' });
    expect(counts.loads).toBe(2);
  });

  it('waits only for what is left of the deadline where the refresh has been under way', async () => {
    const { source, later, give, outcomesOf } = start();
    await source.ready();
    fakeTimers();
    later(16 * MINUTE);
    give('nothing');
    outcomesOf(['a']);
    later(5_000);
    const outcomes = outcomesOf(['a']);
    await vi.advanceTimersByTimeAsync(100);
    expect(outcomes).toEqual(['n1']);
  });

  it('does not wait longer than the deadline where the clock was set back meanwhile', async () => {
    const { source, later, give, outcomesOf } = start();
    await source.ready();
    fakeTimers();
    later(16 * MINUTE);
    give('nothing');
    outcomesOf(['a']);
    later(-1 * SECOND);
    const outcomes = outcomesOf(['a']);
    await vi.advanceTimersByTimeAsync(5_100);
    expect(outcomes).toEqual(['n1']);
  });

  it('waits again where the clock was set back by more than 5 minutes since the failure', async () => {
    const { source, later, give, select, answersAtOnce } = start();
    await source.ready();
    give('outage');
    later(HOUR);
    await select('a');
    later(-30 * MINUTE);
    expect(answersAtOnce('a')).toBe(false);
    await settled();
  });

  it.each([
    ['1 hour', HOUR, 'n1'],
    ['23 hours', 23 * HOUR, 'n1'],
    ['24 hours', 24 * HOUR, 'n1'],
    ['24 hours and a moment', 24 * HOUR + 1, 'keys_unavailable'],
  ])('through an outage of %s', async (_, outage, outcome) => {
    const { source, later, give, select } = start();
    await source.ready();
    give('outage');
    later(outage);
    expect(await select('a')).toBe(outcome);
    give('keys');
    later(10 * SECOND);
    expect(await select('a')).toBe('n1');
  });

  it('is not asked of a set that was never loaded: all wait for the first', async () => {
    const { select, counts } = start();
    const outcomes = await Promise.all(Array.from({ length: 1_000 }, () => select('a')));
    expect([new Set(outcomes), counts.loads]).toEqual([new Set(['n1']), 1]);
  });
});

describe('a process that is frozen after each request, with its refresh under way', () => {
  it('is let in by a removed key no longer than an idle one: what fails after a thaw is no outage', async () => {
    const server = scriptedKeyServer();
    let fail = (_: Error) => {};
    let isFirst = true;
    const load: typeof server.options.load = () => {
      if (isFirst) return server.options.load();
      return new Promise((_, reject) => {
        fail = reject;
      });
    };
    const source = createKeySource({ ...server.options, load });
    await source.ready();
    isFirst = false;
    for (const minutes of [6, 12]) {
      server.later(6 * MINUTE);
      expect([minutes, source.select('a', server.now()) instanceof Promise]).toEqual([minutes, false]);
      await settled();
      // The thaw: the deadline is long over, and its timer fires first.
      server.later(6 * MINUTE - 1);
      fail(new Error('deadline'));
      await settled();
      server.later(-6 * MINUTE + 1);
    }
    server.later(6 * MINUTE);
    expect(source.health()).toMatchObject({ status: 'fresh' });
    expect(source.select('a', server.now())).toBeInstanceOf(Promise);
    expect(server.events.filter(({ type }) => type === 'key_refresh_failed')).toEqual([]);
  });

  it('has those who waited wait for the refresh that took over, and answers them by that', async () => {
    fakeTimers();
    const { later, give, release, outcomesOf } = start();
    give('nothing');
    const before = outcomesOf(['a']);
    await vi.advanceTimersByTimeAsync(100);
    later(6 * SECOND);
    const after = outcomesOf(['a']);
    await vi.advanceTimersByTimeAsync(900);
    expect([before, after]).toEqual([[], []]);
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect([before, after]).toEqual([['n1'], ['n1']]);
  });

  it('answers a request that is frozen again and again while it waits', async () => {
    const { options, later, now } = scriptedKeyServer();
    const load = async (): Promise<never> => {
      later(6 * SECOND);
      throw new Error('deadline');
    };
    const source = createKeySource({ ...options, load });
    expect(outcomeOf(await source.selectFromFreshSet('a', now()))).toBe('keys_unavailable');
  });
});

describe('an unknown kid', () => {
  it('is looked up again after the refresh that it asks for', async () => {
    const { source, give, select, counts } = start();
    await source.ready();
    give('keys', { a: 'n1', b: 'n2' });
    expect(await select('b')).toBe('n2');
    expect(counts.loads).toBe(2);
  });

  it('is unknown where the refresh does not bring it, then at once for 10 seconds', async () => {
    const { source, later, select, counts } = start();
    await source.ready();
    expect(await select('b')).toBe('key_unknown');
    later(10 * SECOND - 1);
    expect(await select('c')).toBe('key_unknown');
    expect(counts.loads).toBe(2);
    later(1);
    await select('d');
    expect(counts.loads).toBe(3);
  });

  it.each([0, 6 * MINUTE, 16 * MINUTE, 25 * HOUR])('asks for nothing by itself, at an age of %i ms', async (age) => {
    const { source, later, now, counts } = start();
    await source.ready();
    later(age);
    expect(source.select('b', now())).toBeUndefined();
    await settled();
    expect(counts.loads).toBe(1);
  });

  it('asks for nothing by itself, cold', async () => {
    const { source, now, counts } = start();
    expect(source.select('a', now())).toBeUndefined();
    await settled();
    expect(counts.loads).toBe(0);
  });

  it.each([true, false])(
    'is keys_unavailable where the refresh fails (warm: %s), with the time and the cause',
    async (warm) => {
      const { source, give, ask } = start();
      if (warm) await source.ready();
      give('outage');
      expect(await ask('b')).toMatchObject({
        reason: 'keys_unavailable',
        retryAfterSeconds: warm ? 10 : 1,
        cause: OUTAGE,
      });
    },
  );

  it('is keys_unavailable where the refresh does not end in time', async () => {
    const { source, give, ask } = start();
    await source.ready();
    fakeTimers();
    give('nothing');
    const selected = vi.fn();
    Promise.resolve(ask('b')).then(selected);
    await vi.advanceTimersByTimeAsync(5_099);
    expect(selected).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(selected).toHaveBeenCalledWith(
      expect.objectContaining({ reason: 'keys_unavailable', retryAfterSeconds: 6 }),
    );
  });

  it('is key_unknown where a younger refresh took over from its own and succeeded', async () => {
    const { source, give, later, release, ask } = start();
    await source.ready();
    give('nothing');
    const selection = ask('b');
    await settled();
    // Longer than any deadline: its attempt was frozen, and the next caller starts another.
    later(7 * SECOND);
    give('keys', { c: 'n1' });
    expect(await ask('c')).toMatchObject({ n: 'n1' });
    release();
    expect(await selection).toMatchObject({ reason: 'key_unknown' });
  });

  it('is keys_unavailable where its refresh outlived the keys', async () => {
    const { source, give, later, release, ask } = start();
    await source.ready();
    give('nothing');
    const selection = ask('b');
    await settled();
    later(25 * HOUR);
    release();
    expect(await selection).toMatchObject({ reason: 'keys_unavailable' });
  });

  it('asked for over 24 hours asks by age, so that the gate stays open after success', async () => {
    const { source, later, select, counts } = start();
    await source.ready();
    later(25 * HOUR);
    expect(await select('b')).toBe('key_unknown');
    expect(await select('b')).toBe('key_unknown');
    expect(counts.loads).toBe(3);
  });
});

describe('callers who wait', () => {
  const times = (count: number, kid: string) => Array<string>(count).fill(kid);

  it('with an unknown kid are 1,000 for one attempt; the next is told so at once, and known kids are served', async () => {
    const { source, give, release, outcomesOf, ask } = start();
    await source.ready();
    fakeTimers();
    give('nothing');
    const waiting = outcomesOf(times(1_000, 'b'));
    expect(await ask('b')).toMatchObject({ reason: 'key_unknown' });
    expect(await ask('a')).toMatchObject({ n: 'n1' });
    expect(waiting).toEqual([]);
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting).toEqual(times(1_000, 'key_unknown'));
  });

  it('with an unknown kid are turned away as an outage while the endpoint is down', async () => {
    const { source, give, later, select, outcomesOf, ask } = start();
    await source.ready();
    give('outage');
    await select('b');
    fakeTimers();
    later(10 * SECOND);
    give('nothing');
    outcomesOf(times(1_000, 'b'));
    expect(await ask('b')).toMatchObject({ reason: 'keys_unavailable', retryAfterSeconds: 6 });
  });

  it('find room again with the next attempt, whether or not anybody gave a place back', async () => {
    const { source, give, later, outcomesOf, ask } = start();
    await source.ready();
    fakeTimers();
    give('nothing');
    outcomesOf(times(1_000, 'b'));
    later(6 * SECOND);
    give('keys', { b: 'n2' });
    expect(await ask('b')).toMatchObject({ n: 'n2' });
  });

  it('at a cold start are served, though 1,000 forged tokens came first', async () => {
    const { outcomesOf } = start();
    outcomesOf(times(1_000, 'forged'));
    const valid = outcomesOf(times(200, 'a'));
    await settled();
    expect(valid).toEqual(times(200, 'n1'));
  });

  it.each([
    ['at a cold start', false],
    ['past the hard age', true],
  ])('%s are 10,000; the next gets a 503 with the time to come back, and never an old key', async (_, isWarm) => {
    const { source, give, later, release, outcomesOf, ask } = start();
    if (isWarm) {
      await source.ready();
      later(23 * HOUR);
    }
    fakeTimers();
    give('nothing');
    const waiting = outcomesOf(times(10_000, 'a'));
    const cause = 'too many callers wait for the keys';
    expect(await ask('a')).toMatchObject({ reason: 'keys_unavailable', retryAfterSeconds: 6, cause });
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting).toEqual(times(10_000, 'n1'));
  });

  it('past the hard age are never let in by a key that the endpoint no longer has, however many they are', async () => {
    const { source, give, later, outcomesOf } = start();
    await source.ready();
    later(23 * HOUR);
    give('keys', { b: 'n2' });
    const outcomes = outcomesOf(times(1_400, 'a'));
    await settled();
    expect(outcomes).toEqual(times(1_400, 'key_unknown'));
  });

  it('leave no timer behind', async () => {
    const { source, give, release, ask } = start();
    await source.ready();
    fakeTimers();
    give('nothing');
    const selection = ask('b');
    await vi.advanceTimersByTimeAsync(0);
    release({ b: 'n2' });
    expect(await selection).toMatchObject({ n: 'n2' });
    await vi.advanceTimersByTimeAsync(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may wait where timers are numbers, as in browsers and Workers', async () => {
    const { source } = start();
    vi.stubGlobal('setTimeout', () => 7);
    try {
      expect((await source.ready()).status).toBe('fresh');
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('keep no process alive', async () => {
    const { source, give } = start();
    give('nothing');
    const timers: NodeJS.Timeout[] = [];
    const { setTimeout: original } = globalThis;
    vi.stubGlobal('setTimeout', (callback: () => void, ms: number) => {
      const timer = original(callback, ms);
      timers.push(timer);
      return timer;
    });
    const ready = source.ready();
    await settled();
    vi.unstubAllGlobals();
    expect(timers.map((timer) => timer.hasRef())).toEqual([false, false]);
    for (const timer of timers) clearTimeout(timer);
    expect(ready).toBeInstanceOf(Promise);
  });
});

describe('on a Worker, where an attempt dies with the request that started it', () => {
  /** A loader whose first calls die: their promises never settle, and the beats of their attempts stop. */
  function startWithDeaths(deaths: number) {
    const server = scriptedKeyServer();
    let loads = 0;
    const load: typeof server.options.load = async () => {
      loads += 1;
      return loads > deaths ? server.options.load() : new Promise(() => {});
    };
    const source = createKeySource({ ...server.options, load });
    const ask = (kid: string) => source.select(kid, server.now()) ?? source.selectFromFreshSet(kid, server.now());
    function outcomesOfCallers(count: number): unknown[] {
      const outcomes: unknown[] = [];
      for (let caller = 0; caller < count; caller += 1) {
        Promise.resolve(ask('a')).then((answer) => outcomes.push(outcomeOf(answer)));
      }
      return outcomes;
    }
    return { outcomesOfCallers, loads: () => loads };
  }

  /** The next attempts beat no more: what a killed request leaves behind. */
  function stopBeats(): void {
    const { setTimeout: original } = globalThis;
    vi.stubGlobal('setTimeout', (callback: () => void, ms: number) => (ms === 100 ? 0 : original(callback, ms)));
  }
  afterEach(() => vi.unstubAllGlobals());

  it('a waiting caller takes over after half a second without a beat, and its answer serves all', async () => {
    const { outcomesOfCallers, loads } = startWithDeaths(1);
    fakeTimers();
    stopBeats();
    const outcomes = outcomesOfCallers(300);
    await vi.advanceTimersByTimeAsync(500);
    expect([outcomes, loads()]).toEqual([[], 1]);
    await vi.advanceTimersByTimeAsync(1);
    expect([outcomes, loads()]).toEqual([Array(300).fill('n1'), 2]);
  });

  it('a caller that sees a second attempt die fetches alone', async () => {
    const { outcomesOfCallers, loads } = startWithDeaths(2);
    fakeTimers();
    stopBeats();
    const outcomes = outcomesOfCallers(3);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(outcomes).toEqual(['n1', 'n1', 'n1']);
    expect(loads()).toBe(5);
  });

  it('a caller gives up when attempt after attempt dies', async () => {
    const { outcomesOfCallers, loads } = startWithDeaths(100);
    fakeTimers();
    stopBeats();
    const outcomes = outcomesOfCallers(1);
    await vi.advanceTimersByTimeAsync(2_100);
    expect([outcomes, loads()]).toEqual([['keys_unavailable'], 5]);
  });

  it('a request at the top of a module, where there are no timers, is told of an outage after one attempt', async () => {
    const { source, give, counts } = start();
    give('outage');
    vi.stubGlobal('setTimeout', () => {
      throw new Error('Disallowed operation called within global scope');
    });
    expect(await source.ready()).toMatchObject({ status: 'unavailable' });
    expect(counts.loads).toBe(1);
  });

  it('an attempt that beats is slow and not dead', async () => {
    const { source, give, ask, counts } = start();
    await source.ready();
    fakeTimers();
    give('nothing');
    void ask('b');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(counts.loads).toBe(2);
  });

  it('an attempt whose promise is rejected is dead at once', async () => {
    const attempt: Attempt = {
      number: 1,
      startedAt: 0,
      askedBy: 'age',
      ended: Promise.reject(new Error('created by a request that has since ended')),
      goesOnAlone: false,
      state: 'pending',
      beats: 1,
      lastBeatAt: 0,
      waiting: { knownKid: 0, unknownKid: 0 },
    };
    expect(await stateAfter(attempt, 500)).toBe('dead');
  });

  describe('without waitUntil', () => {
    const onAWorker = () => vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });

    it('the request that starts a refresh between 5 and 15 minutes waits for it, and no other does', async () => {
      onAWorker();
      const { source, later, give, answersAtOnce, select } = start();
      await source.ready();
      later(6 * MINUTE);
      give('keys', { b: 'n2' });
      const first = select('a');
      expect(answersAtOnce('a')).toBe(true);
      expect(await first).toBe('key_unknown');
    });

    it('the request that starts a refresh waits for it in an outage as well, or no refresh would ever end', async () => {
      onAWorker();
      const { source, later, give, answersAtOnce, select } = start();
      await source.ready();
      give('outage');
      later(HOUR);
      expect(await select('a')).toBe('n1');
      later(10 * SECOND);
      expect(answersAtOnce('a')).toBe(false);
      await settled();
    });

    it('an attempt that died keeps the gate closed for a second', async () => {
      onAWorker();
      const { source, later, give, answersAtOnce, counts } = start();
      await source.ready();
      fakeTimers();
      later(6 * MINUTE);
      give('nothing');
      stopBeats();
      expect(answersAtOnce('a')).toBe(false);
      later(SECOND);
      expect(answersAtOnce('a')).toBe(true);
      later(1);
      expect(answersAtOnce('a')).toBe(false);
      await vi.advanceTimersByTimeAsync(0);
      expect(counts.loads).toBe(3);
    });
  });
});

describe('the clock', () => {
  it('that is no number gives keys_unavailable, and asks for nothing', async () => {
    const { source, setClock, select, counts } = start();
    await source.ready();
    setClock(Number.NaN);
    expect(await select('a')).toBe('keys_unavailable');
    const lastError = 'now() gave no plausible time in milliseconds since 1970';
    expect(source.health()).toEqual({ status: 'unavailable', lastError });
    expect(counts.loads).toBe(1);
  });

  it('set back by an hour makes the set due, and no gate stays closed', async () => {
    const { source, later, select, counts } = start();
    await source.ready();
    later(-1 * HOUR);
    expect(await select('a')).toBe('n1');
    expect(counts.loads).toBe(2);
    expect(source.health()).toEqual({ status: 'fresh', ageSeconds: 0 });
  });

  it('set forward by a day ends trust only until the next answer', async () => {
    const { source, later, select } = start();
    await source.ready();
    later(25 * HOUR);
    expect(await select('a')).toBe('n1');
  });
});

describe('ready and health', () => {
  it('are unavailable before the first load, fresh after it', async () => {
    const { source, later } = start();
    expect(source.health()).toEqual({ status: 'unavailable' });
    expect(await source.ready()).toEqual({ status: 'fresh', ageSeconds: 0 });
    later(90_500);
    expect(source.health()).toEqual({ status: 'fresh', ageSeconds: 90 });
  });

  it('ask for nothing while the set is young', async () => {
    const { source, later, counts } = start();
    await source.ready();
    later(5 * MINUTE - 1);
    await source.ready();
    source.health();
    expect(counts.loads).toBe(1);
    later(1);
    await source.ready();
    expect(counts.loads).toBe(2);
  });

  it('tell an outage as a value: stale with old keys, unavailable without', async () => {
    const { source, give, later } = start();
    give('outage');
    expect(await source.ready()).toEqual({ status: 'unavailable', lastError: OUTAGE.message });
    later(SECOND);
    give('keys');
    expect(await source.ready()).toEqual({ status: 'fresh', ageSeconds: 0 });
    give('outage');
    later(10 * MINUTE);
    expect(await source.ready()).toEqual({ status: 'stale', ageSeconds: 600, lastError: OUTAGE.message });
    later(24 * HOUR);
    expect(source.health()).toMatchObject({ status: 'unavailable', ageSeconds: 600 + 86_400 });
  });
});
