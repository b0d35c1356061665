import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { CHANNELS } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { createKeyCache } from '../../src/jwks/key-cache.ts';
import { HOUR, MINUTE, OUTAGE, SECOND, scriptedKeyServer, settled } from '../support/scripted-key-server.ts';

function start(initial?: Readonly<Record<string, string>>) {
  const server = scriptedKeyServer(initial);
  const cache = createKeyCache(server.options);
  return {
    ...server,
    cache,
    ask: async (askedBy: 'age' | 'kid' = 'age') => {
      const { attempt } = cache.ask(askedBy, server.now());
      await settled();
      return attempt;
    },
  };
}

describe('the gate', () => {
  /** State of the last attempt, who asked for it, and the gap until the next may start. */
  it.each<readonly [string, 'keys' | 'outage' | 'nothing', 'age' | 'kid', warm: boolean, gapMs: number]>([
    ['pending', 'nothing', 'age', false, 6 * SECOND],
    ['pending, for an unknown kid', 'nothing', 'kid', true, 6 * SECOND],
    ['failed, with keys in hand', 'outage', 'age', true, 10 * SECOND],
    ['failed for an unknown kid, with keys in hand', 'outage', 'kid', true, 10 * SECOND],
    ['failed, with no keys', 'outage', 'age', false, 1 * SECOND],
    ['successful, for an unknown kid', 'keys', 'kid', true, 10 * SECOND],
    ['successful, for age', 'keys', 'age', true, 0],
  ])('after an attempt that is %s', async (_, answer, askedBy, warm, gapMs) => {
    const { cache, ask, give, later, now, counts } = start();
    if (warm) await ask('age');
    give(answer);
    const last = await ask(askedBy);
    expect(cache.secondsUntilOpen(now())).toBe(Math.max(1, gapMs / 1000));
    const loads = counts.loads;
    if (gapMs > 0) {
      later(gapMs - 1);
      expect(await ask('age')).toBe(last);
      expect(await ask('kid')).toBe(last);
      expect(counts.loads).toBe(loads);
      later(1);
    }
    expect(await ask('kid')).not.toBe(last);
    expect(counts.loads).toBe(loads + 1);
  });

  it('counts keys beyond their 24 hours as none', async () => {
    const { cache, ask, give, later, now } = start();
    await ask();
    later(24 * HOUR + 1);
    give('outage');
    await ask();
    expect(cache.isUsable(now())).toBe(false);
    expect(cache.secondsUntilOpen(now())).toBe(1);
  });

  it('opens after 1, 2, 4, 8 and then every 10 seconds while there are no keys, and after 1 once it was well', async () => {
    const { cache, ask, give, later, now } = start();
    give('outage');
    for (const seconds of [1, 2, 4, 8, 10, 10]) {
      await ask();
      expect(cache.secondsUntilOpen(now())).toBe(seconds);
      later(seconds * SECOND);
    }
    give('keys');
    await ask();
    give('outage');
    later(25 * HOUR);
    await ask();
    expect(cache.secondsUntilOpen(now())).toBe(1);
  });

  it('is not opened by a clock that steps back a little at each call', async () => {
    const { cache, ask, give, later, now, counts } = start();
    give('outage');
    await ask();
    for (let call = 0; call < 500; call += 1) {
      later(-1);
      cache.ask('age', now());
    }
    await settled();
    expect(counts.loads).toBe(1);
  });

  it('is not opened under an attempt by a clock that goes back and forth', async () => {
    const { cache, ask, give, later, now, counts } = start();
    give('nothing');
    await ask();
    for (let call = 0; call < 100; call += 1) {
      later(call % 2 === 0 ? -11 * SECOND : 11 * SECOND);
      cache.ask('kid', now());
    }
    await settled();
    expect(counts.loads).toBe(1);
  });

  it('is open before the first attempt', () => {
    const { cache, now } = start();
    expect(cache.secondsUntilOpen(now())).toBe(1);
  });

  it.each([
    ['is opened by a clock that was set back, or it might stay closed for ever', HOUR, 2],
    ['is not opened by a clock that was set back by what a clock may be corrected', 10 * SECOND, 1],
  ])('%s', async (_, setBackBy, loads) => {
    const { ask, give, later, counts } = start();
    give('outage');
    await ask();
    later(-setBackBy);
    await ask();
    expect(counts.loads).toBe(loads);
  });

  it('is shared by a thousand who ask at once', async () => {
    const { cache, now, counts } = start();
    const attempts = new Set(Array.from({ length: 1_000 }, () => cache.ask('age', now()).attempt));
    await settled();
    expect([attempts.size, counts.loads]).toEqual([1, 1]);
  });
});

describe('an attempt', () => {
  it('tells its start, who asked, and how it ended', async () => {
    const { cache, now, give, ask, later } = start();
    const startedAt = now();
    const { attempt } = cache.ask('age', startedAt);
    expect(attempt).toMatchObject({ startedAt, askedBy: 'age', state: 'pending', number: 1 });
    await attempt.ended;
    expect(attempt.state).toBe('succeeded');
    give('outage');
    later(10 * SECOND);
    expect((await ask('kid')).state).toBe('failed');
  });

  it('never rejects, whatever the loader or the import does', async () => {
    const { options, now } = scriptedKeyServer();
    const broken = () => {
      throw OUTAGE;
    };
    for (const parts of [{ load: broken }, { importKey: broken }, { importKey: async () => broken() }]) {
      const cache = createKeyCache({ ...options, ...parts });
      const { attempt } = cache.ask('age', now());
      await expect(attempt.ended).resolves.toBeUndefined();
      expect(attempt.state).toBe('failed');
      expect(cache.failure()).toEqual({ at: now(), cause: OUTAGE, inARow: 1 });
    }
  });

  it('that was frozen is abandoned: its late answer undoes nothing', async () => {
    const { cache, ask, give, later, release, events } = start();
    give('nothing');
    const frozen = await ask();
    later(6 * SECOND);
    give('keys', { b: 'n2' });
    await ask();
    release({ a: 'n1' });
    await settled();
    expect(frozen.state).toBe('frozen');
    expect(cache.keyOf('a')).toBeUndefined();
    expect(cache.keyOf('b')).toBeDefined();
    expect(events).toEqual([{ type: 'keys_changed', added: ['b'], removed: [] }]);
  });

  it('that was frozen is abandoned: its late failure undoes nothing', async () => {
    const { cache, ask, give, later, fail, events } = start();
    give('nothing');
    await ask();
    later(6 * SECOND);
    give('keys');
    await ask();
    fail();
    await settled();
    expect(cache.failure()).toBeUndefined();
    expect(events).toHaveLength(1);
  });

  it.each<[title: string, ms: number, state: string, secondsUntilOpen: number]>([
    ['a second before its deadline', 4 * SECOND, 'failed', 6],
    ['a moment under a second after its deadline', 6 * SECOND - 1, 'failed', 5],
    ['a second after its deadline, which is that of a frozen process', 6 * SECOND, 'frozen', 1],
  ])('that fails %s', async (_, ms, state, secondsUntilOpen) => {
    const { cache, ask, give, later, fail, now, events } = start();
    await ask();
    give('nothing');
    const attempt = await ask();
    later(ms);
    fail();
    await settled();
    expect(attempt.state).toBe(state);
    expect(cache.secondsUntilOpen(now())).toBe(secondsUntilOpen);
    expect(events.filter(({ type }) => type === 'key_refresh_failed')).toHaveLength(state === 'failed' ? 1 : 0);
  });
});

describe('age', () => {
  it('counts from the start of the request, not from its answer', async () => {
    const { cache, ask, give, later, release, now } = start();
    give('nothing');
    await ask();
    later(4 * SECOND);
    release();
    await settled();
    expect(cache.age(now())).toBe(4 * SECOND);
  });

  it('is infinite without keys', () => {
    const { cache, now } = start();
    expect(cache.age(now())).toBe(Number.POSITIVE_INFINITY);
    expect(cache.isUsable(now())).toBe(false);
  });

  it('of a set from the future is 15 minutes: due, never ageless', async () => {
    const { cache, ask, later, now } = start();
    await ask();
    later(-10 * SECOND - 1);
    expect(cache.age(now())).toBe(15 * MINUTE);
    expect(cache.isUsable(now())).toBe(true);
  });

  it('is nothing where the clock was corrected by a little', async () => {
    const { cache, ask, later, now } = start();
    await ask();
    later(-10 * SECOND);
    expect(cache.age(now())).toBe(0);
  });

  it('may reach maxStaleMs and not exceed it', async () => {
    const { cache, ask, later, now } = start();
    await ask();
    later(24 * HOUR);
    expect(cache.isUsable(now())).toBe(true);
    later(1);
    expect(cache.isUsable(now())).toBe(false);
  });
});

describe('a new set', () => {
  it('keeps the very object of a key that did not change', async () => {
    const { cache, ask, give, counts } = start({ a: 'n1', b: 'n2' });
    await ask();
    const [a, b] = [cache.keyOf('a'), cache.keyOf('b')];
    give('keys', { a: 'n1', b: 'n3', c: 'n4' });
    await ask();
    expect(cache.keyOf('a')).toBe(a);
    expect(cache.keyOf('b')).not.toBe(b);
    expect(counts.imports).toBe(4);
  });

  it('replaces the whole old one', async () => {
    const { cache, ask, give, events } = start({ a: 'n1', b: 'n2' });
    await ask();
    give('keys', { b: 'n3', c: 'n4' });
    await ask();
    expect(cache.keyOf('a')).toBeUndefined();
    await settled();
    expect(events).toEqual([
      { type: 'keys_changed', added: ['a', 'b'], removed: [] },
      { type: 'keys_changed', added: ['b', 'c'], removed: ['a', 'b'] },
    ]);
  });

  it('is not told where nothing changed, and one that only loses keys is', async () => {
    const { ask, give, events } = start({ a: 'n1', b: 'n2' });
    await ask();
    await ask();
    give('keys', { a: 'n1' });
    await ask();
    expect(events.slice(1)).toEqual([{ type: 'keys_changed', added: [], removed: ['b'] }]);
  });

  it('finds no key by a name that every object has', async () => {
    const { cache, ask } = start();
    await ask();
    for (const name of ['__proto__', 'constructor', 'toString']) expect(cache.keyOf(name)).toBeUndefined();
  });

  it('ends the failure before it', async () => {
    const { cache, ask, give, later, now } = start();
    give('outage');
    await ask();
    expect(cache.failure()).toEqual({ at: now(), cause: OUTAGE, inARow: 1 });
    later(SECOND);
    give('keys');
    await ask();
    expect(cache.failure()).toBeUndefined();
  });
});

describe('onEvent', () => {
  it('hears of a failed refresh, old keys staying', async () => {
    const { cache, ask, give, events } = start();
    await ask();
    give('outage');
    await ask();
    expect(events.slice(1)).toEqual([{ type: 'key_refresh_failed', cause: OUTAGE }]);
    expect(cache.keyOf('a')).toBeDefined();
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('handler');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('handler');
      },
    ],
  ])('that %s changes nothing', async (_, onEvent) => {
    const { options, give, now, later } = scriptedKeyServer();
    const cache = createKeyCache({ ...options, onEvent });
    await cache.ask('age', now()).attempt.ended;
    give('outage');
    later(SECOND);
    const { attempt } = cache.ask('kid', now());
    await attempt.ended;
    await settled();
    expect([cache.keyOf('a') !== undefined, attempt.state]).toEqual([true, 'failed']);
  });
});

describe('an attempt that has died with the request that started it', () => {
  it('is replaced by one new attempt, which all others then share', async () => {
    const { cache, ask, give, counts } = start();
    give('nothing');
    const dead = await ask();
    dead.state = 'dead';
    const mine = cache.takeOver(dead, { alone: false });
    expect(cache.takeOver(dead, { alone: false })).toBe(mine);
    await settled();
    expect([mine.state, counts.loads]).toEqual(['pending', 2]);
  });

  it('is replaced for one caller alone where another has replaced it, if that caller asks for it', async () => {
    const { cache, ask, give, counts } = start();
    give('nothing');
    const dead = await ask();
    const shared = cache.takeOver(dead, { alone: false });
    expect(cache.takeOver(dead, { alone: true })).not.toBe(shared);
    await settled();
    expect(counts.loads).toBe(3);
  });

  it('is no outage, however late it fails', async () => {
    const { cache, ask, give, fail, events } = start();
    give('nothing');
    const dead = await ask();
    dead.state = 'dead';
    fail();
    await settled();
    expect([dead.state, cache.failure(), events]).toEqual(['dead', undefined, []]);
  });

  it('hands its reason to ask on, so that the gate stays as closed as it was', async () => {
    const { cache, ask, give } = start();
    await ask();
    give('nothing');
    const dead = await ask('kid');
    expect(cache.takeOver(dead, { alone: false }).askedBy).toBe('kid');
  });
});

describe('of two attempts side by side', () => {
  it('the older brings keys though the younger failed, and what failed before it counts no more', async () => {
    const { cache, ask, give, later, now, release } = start();
    give('nothing');
    const older = await ask();
    give('outage');
    const younger = cache.takeOver(older, { alone: true });
    await settled();
    release();
    await settled();
    expect([older.state, younger.state, cache.failure()]).toEqual(['succeeded', 'failed', undefined]);
    later(24 * HOUR + 1);
    expect(cache.isUsable(now())).toBe(false);
    expect(cache.secondsUntilOpen(now())).toBe(1);
  });

  function sideBySide() {
    const server = scriptedKeyServer();
    const loads: { resolve: (keys: ReadonlyMap<string, string>) => void; reject: (error: Error) => void }[] = [];
    const load = () =>
      new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
        loads.push({ resolve, reject });
      });
    const cache = createKeyCache({ ...server.options, load });
    const older = cache.ask('age', server.now()).attempt;
    // A caller who has seen another attempt die starts one beside the pending one.
    const younger = cache.takeOver({ ...older }, { alone: true });
    return { ...server, cache, older, younger, loads };
  }

  it('the older one undoes nothing that the younger has brought', async () => {
    const { cache, older, loads } = sideBySide();
    await settled();
    loads[1]?.resolve(new Map([['b', 'n2']]));
    await settled();
    loads[0]?.resolve(new Map([['a', 'n1']]));
    await settled();
    expect([older.state, cache.keyOf('a'), cache.keyOf('b') !== undefined]).toEqual(['succeeded', undefined, true]);
  });

  it('the older one may bring keys before the younger does', async () => {
    const { cache, loads } = sideBySide();
    await settled();
    loads[0]?.resolve(new Map([['a', 'n1']]));
    await settled();
    expect(cache.keyOf('a')).toBeDefined();
    loads[1]?.resolve(new Map([['b', 'n2']]));
    await settled();
    expect([cache.keyOf('a'), cache.keyOf('b') !== undefined]).toEqual([undefined, true]);
  });

  it('the failure of the older one is no outage', async () => {
    const { cache, older, loads, events } = sideBySide();
    await settled();
    loads[0]?.reject(OUTAGE);
    await settled();
    expect([older.state, cache.failure(), events]).toEqual(['failed', undefined, []]);
  });
});

describe('waitUntil', () => {
  it('gets the promise of every attempt before the attempt has begun, and goes on alone', async () => {
    const { options, now, counts } = scriptedKeyServer();
    const kept: [Promise<void>, number][] = [];
    const waitUntil = (refresh: Promise<void>) => kept.push([refresh, counts.loads]);
    const cache = createKeyCache({ ...options, waitUntil });
    const { attempt } = cache.ask('age', now());
    expect(kept).toEqual([[attempt.ended, 0]]);
    expect(attempt.goesOnAlone).toBe(true);
    await settled();
  });
});

describe('the channel of key events', () => {
  it('tells how many keys came and went, and why a refresh failed, but no kid', async () => {
    const heard: unknown[] = [];
    const listen = (message: unknown) => heard.push(message);
    subscribe(CHANNELS.keys, listen);
    try {
      const { ask, give } = start({ a: 'n1', b: 'n2' });
      await ask();
      give('keys', { c: 'n3' });
      await ask();
      give('outage');
      await ask();
    } finally {
      unsubscribe(CHANNELS.keys, listen);
    }
    expect(heard).toEqual([
      { type: 'keys_changed', added: 2, removed: 0 },
      { type: 'keys_changed', added: 1, removed: 2 },
      { type: 'key_refresh_failed', cause: OUTAGE },
    ]);
  });
});
