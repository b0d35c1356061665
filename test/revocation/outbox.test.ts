import { afterEach, expect, it, vi } from 'vitest';
import { createEntryStore } from '../../src/revocation/entry-store.ts';
import { createOutbox } from '../../src/revocation/outbox.ts';

const ENTRY = { kind: 'user', id: 'jane', before: 1_800_000_000, until: 1_800_086_400 } as const;
afterEach(() => void vi.useRealTimers());

/** More than a function can be called with. */
const CALLERS = 150_000;

it('any number of callers may wait for one entry while the server is away', async () => {
  // So that none of them is told that it takes too long, however slow the machine is.
  vi.useFakeTimers();
  const store = createEntryStore();
  store.add(ENTRY, ENTRY.before);
  const late: Promise<void>[] = [];
  let attempts = 0;
  const outbox = createOutbox(store, async () => {
    attempts += 1;
    // One more comes while all the others are under way, and they are put back to it.
    if (attempts === 2) late.push(outbox.send(ENTRY));
    if (attempts < 3) throw new Error('Socket closed');
  });
  const waiting = Promise.all(Array.from({ length: CALLERS }, () => outbox.send(ENTRY)));
  await vi.advanceTimersByTimeAsync(1_000);
  await waiting;
  await Promise.all(late);
  expect([attempts, outbox.size()]).toEqual([3, 0]);
});

it('a caller that was told is waited for no more, and the entry is still sent', async () => {
  vi.useFakeTimers();
  const store = createEntryStore();
  store.add(ENTRY, ENTRY.before);
  let isUp = false;
  const outbox = createOutbox(store, async () => {
    if (!isUp) throw new Error('Socket closed');
  });
  const told = expect(outbox.send(ENTRY)).rejects.toThrow('has not acknowledged the entry in time');
  await vi.advanceTimersByTimeAsync(6_000);
  await told;
  isUp = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(outbox.size()).toBe(0);
});
