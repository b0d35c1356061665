import { expect, it } from 'vitest';
import { ago, expiresIn } from './times.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

it.each([
  [0, 'just now', 'expires in a moment'],
  [MINUTE - 1, 'just now', 'expires in a moment'],
  [5 * MINUTE, '5 min ago', 'expires in 5 min'],
  [90 * MINUTE, '2 h ago', 'expires in 2 h'],
  [7 * 24 * 60 * MINUTE - 1, '7 d ago', 'expires in 7 d'],
])('says how long %i ms are, in one unit', (distance, past, future) => {
  expect(ago(NOW - distance, NOW)).toBe(past);
  expect(expiresIn(NOW + distance, NOW)).toBe(future);
});

it('takes a clock that is a little behind for now', () => {
  expect(ago(NOW + 5_000, NOW)).toBe('just now');
});
