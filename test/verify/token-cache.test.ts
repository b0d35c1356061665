import { describe, expect, it } from 'vitest';
import { createTokenCache } from '../../src/verify/token-cache.ts';

const tokenEndingIn = (tail: string, start = 'header.payload.') => start + tail.padStart(43, '-');

describe('a remembered token', () => {
  it('is found by exactly its own text', () => {
    const cache = createTokenCache<{ token: string; user: string }>(10);
    const token = tokenEndingIn('a');
    const entry = { token, user: 'jane' };
    cache.set(entry);
    expect(cache.get(token)).toBe(entry);
    // Equal text, another string object: as it comes off the wire.
    expect(cache.get(Buffer.from(token).toString())).toBe(entry);
  });

  it.each([
    ['with another beginning and the same end', tokenEndingIn('a', 'header.forged.')],
    ['that is only its end', 'a'.padStart(43, '-')],
    ['with a character more before it', `x${tokenEndingIn('a')}`],
    ['with another end', tokenEndingIn('b')],
    ['that is empty', ''],
  ])('is not found by one %s', (_, other) => {
    const cache = createTokenCache<{ token: string }>(10);
    cache.set({ token: tokenEndingIn('a') });
    expect(cache.get(other)).toBeUndefined();
  });

  it('is gone once deleted, alone', () => {
    const cache = createTokenCache<{ token: string }>(10);
    for (const tail of ['a', 'b']) cache.set({ token: tokenEndingIn(tail) });
    cache.delete(tokenEndingIn('a'));
    expect(cache.get(tokenEndingIn('a'))).toBeUndefined();
    expect(cache.get(tokenEndingIn('b'))).toBeDefined();
  });

  it('gives way to a younger one when there are more than max, the least used first', () => {
    const cache = createTokenCache<{ token: string }>(2);
    cache.set({ token: tokenEndingIn('a') });
    cache.set({ token: tokenEndingIn('b') });
    cache.get(tokenEndingIn('a'));
    cache.set({ token: tokenEndingIn('c') });
    const held = ['a', 'b', 'c'].map((tail) => cache.get(tokenEndingIn(tail)) !== undefined);
    expect(held).toEqual([true, false, true]);
  });

  it('does not give way to looking up what was never remembered', () => {
    const cache = createTokenCache<{ token: string }>(2);
    cache.set({ token: tokenEndingIn('a') });
    for (let forged = 0; forged < 1_000; forged += 1) cache.get(tokenEndingIn(`f${forged}`));
    expect(cache.get(tokenEndingIn('a'))).toBeDefined();
  });
});

describe('large tokens', () => {
  const ofLength = (length: number, name: string) => name.padStart(length, 'x');
  const heldOf = (max: number, length: number, count: number) => {
    const cache = createTokenCache<{ token: string }>(max);
    const tokens = Array.from({ length: count }, (_, at) => ofLength(length, `${at}`.padStart(43, '-')));
    for (const token of tokens) cache.set({ token });
    return tokens.filter((token) => cache.get(token) !== undefined).length;
  };

  it.each([
    ['of 1,000 characters', 100, 1_000, 200, 100],
    ['of 2,048 characters, which is the average that fits', 100, 2_048, 200, 100],
    ['of 4,096 characters', 100, 4_096, 200, 50],
    ['of 65,536 characters', 100, 65_536, 200, 3],
    ['of 65,536 characters, where max is 1', 1, 65_536, 3, 1],
  ])('%s push out as many as they are worth', (_, max, length, count, held) => {
    expect(heldOf(max, length, count)).toBe(held);
  });

  it('do not fit if they are longer than any token may be, and push out nothing', () => {
    const cache = createTokenCache<{ token: string }>(1);
    cache.set({ token: tokenEndingIn('a') });
    cache.set({ token: ofLength(65_537, 'b'.padStart(43, '-')) });
    expect(cache.get(tokenEndingIn('a'))).toBeDefined();
  });
});

it.each([
  ['status', {}],
  ['ttl', 1],
  ['max', 1],
  ['maxSize', 1],
  ['maxEntrySize', 1],
  ['size', 1_000_000],
  ['sizeCalculation', () => 1_000_000],
  ['perf', 1],
  ['allowStale', true],
  ['noDeleteOnStaleGet', true],
  ['noUpdateTTL', true],
  ['dispose', 7],
])('the cache reads no %s from a polluted Object.prototype', (name, value) => {
  Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  try {
    const cache = createTokenCache<{ token: string }>(10);
    for (const tail of ['a', 'b', 'c']) cache.set({ token: tokenEndingIn(tail) });
    expect(['a', 'b', 'c'].map((tail) => cache.get(tokenEndingIn(tail)) !== undefined)).toEqual([true, true, true]);
    cache.delete(tokenEndingIn('a'));
    expect(cache.get(tokenEndingIn('a'))).toBeUndefined();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
});
