/** Random numbers from 0 to 1; the same seed gives the same numbers (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: () => number, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

const MINUTE = 60_000;

/** The ways in which the endpoint misbehaves. Between any two it is healthy for a while, or no key would ever be refreshed. */
export const ENDPOINT_STATES = ['500', '429', 'hang', 'drip', 'reset', 'html', 'empty', 'flip-flop'] as const;
export const ROTATIONS = ['graceful', 'abrupt', 'same kid'] as const;
/** How far the wall clock may jump. More often ahead, so that keys age. */
export const JUMPS = [MINUTE, 6 * MINUTE, 16 * MINUTE, 60 * MINUTE, -2 * MINUTE, -20 * MINUTE] as const;

export interface Rhythm {
  readonly stateEveryMs: number;
  readonly rotationEveryMs: number;
  readonly jumpEveryMs: number;
}

/** A short run does all that a long one does, at shorter intervals. */
export function rhythmOf(minutes: number): Rhythm {
  const share = (parts: number, atMost: number) => Math.min(atMost, (minutes * MINUTE) / parts);
  return {
    stateEveryMs: share(20, 30_000),
    rotationEveryMs: share(6, 10 * MINUTE),
    jumpEveryMs: share(12, 2 * MINUTE),
  };
}
