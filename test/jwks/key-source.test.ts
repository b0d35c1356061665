import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKeySource, type KeySelection } from '../../src/jwks/key-source.ts';
import { HOUR, MINUTE, OUTAGE, SECOND, scriptedKeyServer, settled } from '../support/scripted-key-server.ts';

const OURS = () => true;
const FOREIGN = () => false;

function start(initial?: Readonly<Record<string, string>>) {
  const server = scriptedKeyServer(initial);
  const { select: selectAt, ...rest } = createKeySource(server.options);
  const source = {
    ...rest,
    select: (kid: string, namesThisPool: () => boolean) => selectAt(kid, namesThisPool, server.now()),
  };
  const outcomeOf = (selection: KeySelection) =>
    'reason' in selection ? selection.reason : Reflect.get(selection, 'n');
  /** What select answers, and whether it answers at once. */
  async function select(kid: string, namesThisPool = OURS) {
    const selection = source.select(kid, namesThisPool);
    const outcome = outcomeOf(await selection);
    await settled();
    return outcome;
  }
  const answersAtOnce = (kid: string) => !(source.select(kid, OURS) instanceof Promise);
  return { ...server, source, select, answersAtOnce };
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

  it('waits 1.5 seconds at most where the refresh hangs', async () => {
    const { source, later, give } = start();
    await source.ready();
    fakeTimers();
    later(16 * MINUTE);
    give('nothing');
    const selected = vi.fn();
    Promise.resolve(source.select('a', OURS)).then(selected);
    await vi.advanceTimersByTimeAsync(1_499);
    expect(selected).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(selected).toHaveBeenCalledWith(expect.objectContaining({ n: 'n1' }));
  });

  it("counts those 1.5 seconds from the refresh's own start", async () => {
    const { source, later, give, answersAtOnce } = start();
    await source.ready();
    fakeTimers();
    later(16 * MINUTE);
    give('nothing');
    source.select('a', OURS);
    later(1_000);
    const selected = vi.fn();
    Promise.resolve(source.select('a', OURS)).then(selected);
    await vi.advanceTimersByTimeAsync(500);
    expect(selected).toHaveBeenCalled();
    later(500);
    expect(answersAtOnce('a')).toBe(true);
  });

  it('does not wait longer where the clock was set back meanwhile', async () => {
    const { source, later, give } = start();
    await source.ready();
    fakeTimers();
    later(16 * MINUTE);
    give('nothing');
    source.select('a', OURS);
    later(-1 * SECOND);
    const selected = vi.fn();
    Promise.resolve(source.select('a', OURS)).then(selected);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(selected).toHaveBeenCalled();
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

  it.each([0, 6 * MINUTE, 16 * MINUTE, 25 * HOUR])(
    'of a foreign issuer asks for nothing, at an age of %i ms',
    async (age) => {
      const { source, later, select, counts } = start();
      await source.ready();
      later(age);
      expect(await select('b', FOREIGN)).toBe('issuer_unknown');
      expect(counts.loads).toBe(1);
    },
  );

  it('of a foreign issuer asks for nothing, cold', async () => {
    const { select, counts } = start();
    expect(await select('a', FOREIGN)).toBe('issuer_unknown');
    expect(counts.loads).toBe(0);
  });

  it.each([true, false])(
    'is keys_unavailable where the refresh fails (warm: %s), with the time and the cause',
    async (warm) => {
      const { source, give } = start();
      if (warm) await source.ready();
      give('outage');
      expect(await source.select('b', OURS)).toMatchObject({
        reason: 'keys_unavailable',
        retryAfterSeconds: warm ? 10 : 1,
        cause: OUTAGE,
      });
    },
  );

  it('is keys_unavailable where the refresh does not end in time', async () => {
    const { source, give } = start();
    await source.ready();
    fakeTimers();
    give('nothing');
    const selected = vi.fn();
    Promise.resolve(source.select('b', OURS)).then(selected);
    await vi.advanceTimersByTimeAsync(5_099);
    expect(selected).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(selected).toHaveBeenCalledWith(
      expect.objectContaining({ reason: 'keys_unavailable', retryAfterSeconds: 6 }),
    );
  });

  it('is key_unknown where a younger refresh took over from its own and succeeded', async () => {
    const { source, give, later, release } = start();
    await source.ready();
    give('nothing');
    const selection = source.select('b', OURS);
    await settled();
    // Longer than any deadline: its attempt was frozen, and the next caller starts another.
    later(7 * SECOND);
    give('keys', { c: 'n1' });
    expect(await source.select('c', OURS)).toMatchObject({ n: 'n1' });
    release();
    expect(await selection).toMatchObject({ reason: 'key_unknown' });
  });

  it('is keys_unavailable where its refresh outlived the keys', async () => {
    const { source, give, later, release } = start();
    await source.ready();
    give('nothing');
    const selection = source.select('b', OURS);
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
  it('are 1,000 at most; one more is answered as if its wait were over', async () => {
    const { source, give } = start();
    await source.ready();
    fakeTimers();
    give('nothing');
    const waiting = Array.from({ length: 1_000 }, () => Promise.resolve(source.select('b', OURS)));
    expect(vi.getTimerCount()).toBe(1_000);
    expect(await source.select('b', OURS)).toMatchObject({ reason: 'keys_unavailable' });
    expect(await source.select('a', OURS)).toMatchObject({ n: 'n1' });
    await vi.advanceTimersByTimeAsync(5_100);
    await Promise.all(waiting);
    source.select('b', OURS);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('leave no timer behind', async () => {
    const { source, give, release } = start();
    await source.ready();
    fakeTimers();
    give('nothing');
    const selection = source.select('b', OURS);
    await vi.advanceTimersByTimeAsync(0);
    release({ b: 'n2' });
    expect(await selection).toMatchObject({ n: 'n2' });
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
    vi.unstubAllGlobals();
    expect(timers.map((timer) => timer.hasRef())).toEqual([false]);
    for (const timer of timers) timer.refresh();
    await settled();
    clearTimeout(timers[0]);
    expect(ready).toBeInstanceOf(Promise);
  });
});

describe('the clock', () => {
  it('that is no number gives keys_unavailable, and asks for nothing', async () => {
    const { source, setClock, select, counts } = start();
    await source.ready();
    setClock(Number.NaN);
    expect(await select('a')).toBe('keys_unavailable');
    expect(source.health()).toEqual({ status: 'unavailable' });
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
    expect(await source.ready()).toEqual({ status: 'unavailable', lastError: OUTAGE });
    later(SECOND);
    give('keys');
    expect(await source.ready()).toEqual({ status: 'fresh', ageSeconds: 0 });
    give('outage');
    later(10 * MINUTE);
    expect(await source.ready()).toEqual({ status: 'stale', ageSeconds: 600, lastError: OUTAGE });
    later(24 * HOUR);
    expect(source.health()).toMatchObject({ status: 'unavailable', ageSeconds: 600 + 86_400 });
  });
});
