import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Attempt, beat, isDead, stateAfter } from '../../src/jwks/attempt.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

function attemptOf(fields: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    startedAt: 0,
    askedBy: 'age',
    ended: new Promise(() => {}),
    goesOnAlone: false,
    state: 'pending',
    beats: 0,
    lastBeatAt: 0,
    waiting: { knownKid: 0, unknownKid: 0 },
    ...fields,
  };
}

const now = () => Date.now();

describe('the beats of an attempt', () => {
  it('come ten times a second, each with its time', async () => {
    const attempt = attemptOf();
    beat(attempt, now);
    await vi.advanceTimersByTimeAsync(1_050);
    expect(attempt).toMatchObject({ beats: 10, lastBeatAt: 1_000 });
  });

  it.each(['succeeded', 'failed', 'frozen', 'dead'] as const)('end with an attempt that has %s', async (state) => {
    const attempt = attemptOf();
    beat(attempt, now);
    await vi.advanceTimersByTimeAsync(250);
    attempt.state = state;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(attempt.beats).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('come where timers are numbers too, as in browsers and Workers', async () => {
    const { setTimeout } = globalThis;
    vi.stubGlobal('setTimeout', (run: () => void, ms: number) => Number(setTimeout(run, ms)));
    const attempt = attemptOf();
    beat(attempt, now);
    await vi.advanceTimersByTimeAsync(250);
    vi.unstubAllGlobals();
    expect(attempt.beats).toBe(2);
  });

  it('are none where timers cannot be set, as at the top of a module of a Worker', () => {
    vi.stubGlobal('setTimeout', () => {
      throw new Error('Disallowed operation called within global scope');
    });
    const attempt = attemptOf();
    expect(() => beat(attempt, now)).not.toThrow();
    vi.unstubAllGlobals();
    expect(attempt.beats).toBe(0);
  });
});

describe('a caller that waits for an attempt', () => {
  /** What it is told, and after how many milliseconds. */
  async function waited(attempt: Attempt, ms: number): Promise<[state: Attempt['state'], after: number]> {
    const answer = stateAfter(attempt, ms).then((state): [Attempt['state'], number] => [state, Date.now()]);
    await vi.advanceTimersByTimeAsync(2_000);
    return answer;
  }
  const rejected = () => Promise.reject(new Error('Created by a request that has ended'));
  const endsAfter = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  it('sees one that beats as alive, after half a second', async () => {
    const attempt = attemptOf();
    beat(attempt, now);
    expect(await waited(attempt, 500)).toEqual(['pending', 500]);
  });

  it('sees one without a beat as dead, after half a second', async () => {
    expect(await waited(attemptOf(), 500)).toEqual(['dead', 501]);
  });

  it('counts a beat that comes late, because the process stood still, in whatever order its timers then run', async () => {
    const attempt = attemptOf();
    const answer = waited(attempt, 500);
    setTimeout(() => beat(attempt, now), 400);
    expect(await answer).toEqual(['pending', 501]);
  });

  it('takes a wait that is too short to see a beat for no proof of death', async () => {
    expect(await waited(attemptOf(), 99)).toEqual(['pending', 99]);
  });

  it.each(['succeeded', 'failed'] as const)('is let go at the end of one that has %s', async (state) => {
    const attempt = attemptOf({ ended: endsAfter(120) });
    setTimeout(() => {
      attempt.state = state;
    }, 119);
    expect(await waited(attempt, 500)).toEqual([state, 120]);
  });

  it('sees one that was given up as frozen meanwhile as that, though it beats', async () => {
    const attempt = attemptOf();
    beat(attempt, now);
    setTimeout(() => {
      attempt.state = 'frozen';
    }, 300);
    expect(await waited(attempt, 500)).toEqual(['frozen', 500]);
  });

  it('sees one whose promise is rejected as dead at once', async () => {
    const attempt = attemptOf({ ended: rejected() });
    expect(await waited(attempt, 500)).toEqual(['dead', 0]);
  });

  it('sees such a one as dead in its last wait too, in which silence alone would prove nothing', async () => {
    const attempt = attemptOf({ ended: rejected() });
    expect(await waited(attempt, 99)).toEqual(['dead', 0]);
  });

  it('believes the state of an attempt more than its promise', async () => {
    const attempt = attemptOf({ state: 'succeeded', ended: rejected() });
    expect(await waited(attempt, 500)).toEqual(['succeeded', 0]);
  });

  it('leaves no timer behind', async () => {
    const answer = stateAfter(attemptOf({ ended: endsAfter(10) }), 500);
    await vi.advanceTimersByTimeAsync(10);
    await answer;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a caller that has not waited', () => {
  it.each<[title: string, dead: boolean, fields: Partial<Attempt>, at: number]>([
    ['silent for a second', false, {}, 1_000],
    ['silent for more', true, {}, 1_001],
    ['silent since its last beat alone', false, { lastBeatAt: 1_500 }, 2_500],
    ['silent, but kept alive by the host', false, { goesOnAlone: true }, 60_000],
    ['over', false, { state: 'failed' }, 60_000],
    ['of a moment to come, since the clock was set back', false, { lastBeatAt: 5_000 }, 0],
  ])('judges an attempt that is %s as dead: %s', (_, dead, fields, at) => {
    expect(isDead(attemptOf(fields), at)).toBe(dead);
  });
});
