import { describe, expect, it } from 'vitest';
import { plausibleClock } from '../src/plausible-time.ts';

const START_OF_2014 = Date.UTC(2014, 0, 1);
const START_OF_2100 = Date.UTC(2100, 0, 1);
const NOW = Date.UTC(2030, 0, 1);

describe('a clock', () => {
  it.each<readonly [string, unknown, unknown]>([
    ['today', NOW, NOW],
    ['with a fraction', NOW + 0.5, NOW + 0.5],
    ['of the first moment', START_OF_2014, START_OF_2014],
    ['a millisecond earlier', START_OF_2014 - 1, Number.NaN],
    ['of the last moment', START_OF_2100 - 1, START_OF_2100 - 1],
    ['a millisecond later', START_OF_2100, Number.NaN],
    ['in seconds', NOW / 1000, Number.NaN],
    ['in microseconds', NOW * 1000, Number.NaN],
    ['since the process began', 12.5, Number.NaN],
    ['that is a Date', new Date(NOW), Number.NaN],
    ['that is text', String(NOW), Number.NaN],
  ])('is believed in the time that Cognito is there, in milliseconds: a time %s', (_, given, read) => {
    expect(plausibleClock(() => given as number)()).toBe(read);
  });

  it('that throws gives no time', () => {
    const now = plausibleClock(() => {
      throw new Error('The clock is broken');
    });
    expect(now()).toBeNaN();
  });
});
