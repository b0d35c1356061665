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
