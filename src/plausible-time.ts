/** Cognito is younger. A time before is one in seconds or minutes, or counts from when the process began. */
const EARLIEST = Date.UTC(2014, 0, 1);
/** A time after is one in microseconds, or one in milliseconds that was taken for seconds. */
const LATEST = Date.UTC(2100, 0, 1);

/** What is said wherever a clock gives no plausible time. */
export const NO_TIME = 'now() gave no plausible time in milliseconds since 1970';

export const isPlausible = (milliseconds: number) => milliseconds >= EARLIEST && milliseconds < LATEST;

/**
 * The clock, which reads as NaN where it throws, or gives a Date, a BigInt or no plausible time. Then no key counts as trusted and no
 * entry as over. By a clock that starts near zero no token would ever expire.
 */
export function plausibleClock(now: () => number): () => number {
  return function nowOrNaN() {
    try {
      const time = now();
      return typeof time === 'number' && isPlausible(time) ? time : Number.NaN;
    } catch {
      return Number.NaN;
    }
  };
}
