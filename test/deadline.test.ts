import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { beforeDeadline } from '../src/deadline.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const after = (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, 'answer'));

it.each<readonly [string, () => unknown, string]>([
  ['a value that is there', () => 'answer', 'answer'],
  ['a promise that is in time', () => after(999), 'answer'],
  ['one that is late', () => after(1_001), 'it took too long'],
  ['one that never ends', () => new Promise(() => {}), 'it took too long'],
  ['one that rejects', () => Promise.reject(new Error('no')), 'no'],
])('%s is told, and no timer is left behind', async (_, start, outcome) => {
  const told = beforeDeadline(1_000, start(), 'it took too long').catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await told).toBe(outcome);
  await vi.advanceTimersByTimeAsync(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('a deadline that is no longer waited for keeps no process alive', async () => {
  await beforeDeadline(1_000, 'answer', 'it took too long');
  expect(vi.getTimerCount()).toBe(0);
});
