import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { beforeDeadline } from '../src/deadline.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const after = (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, 'answer'));

it.each<readonly [string, () => unknown, string, number]>([
  ['a value that is there', () => 'answer', 'answer', 0],
  ['a promise that is in time', () => after(999), 'answer', 999],
  ['one that rejects', () => Promise.reject(new Error('no')), 'no', 0],
  ['one that is late', () => after(1_001), 'it took too long', 1_000],
  ['one that never ends', () => new Promise(() => {}), 'it took too long', 1_000],
])('%s is told when it is known, and the timer of the deadline is gone then', async (_, start, outcome, ms) => {
  const clear = vi.spyOn(globalThis, 'clearTimeout');
  const told = vi.fn();
  beforeDeadline(1_000, start(), 'it took too long').then(told, (error: Error) => told(error.message));
  await vi.advanceTimersByTimeAsync(ms);
  expect(told.mock.calls).toEqual([[outcome]]);
  expect(clear).toHaveBeenCalledOnce();
});
