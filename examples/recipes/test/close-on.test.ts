import { createCognitoVerifier } from 'cognito-guard';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeOn } from '../close-on.ts';
import { pool } from './recipe-contract.ts';

describe('close-on.ts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function verifiedTokenFor(seconds: number) {
    const verifier = createCognitoVerifier({
      ...pool.verifierOptions,
      tokenUse: 'access',
      clockToleranceSeconds: 3_600,
    });
    const exp = Math.ceil(Date.now() / 1000) + seconds;
    return { auth: await verifier.verifyOrThrow(await pool.accessToken({ exp })), msLeft: exp * 1000 - Date.now() };
  }

  it.each([[1], [3_600], [86_400]])('closes once, at exp and not before: %i s', async (seconds) => {
    const { auth, msLeft } = await verifiedTokenFor(seconds);
    const close = vi.fn();
    closeOn(auth, close);
    vi.advanceTimersByTime(msLeft - 1);
    expect(close).not.toHaveBeenCalled();
    vi.advanceTimersByTime(86_400_000);
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('closes at once where exp is over', async () => {
    const { auth } = await verifiedTokenFor(-60);
    const close = vi.fn();
    closeOn(auth, close);
    vi.advanceTimersByTime(1);
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('does not close at once where exp is further away than a timer can wait', async () => {
    const { auth } = await verifiedTokenFor(60 * 86_400);
    const close = vi.fn();
    closeOn(auth, close);
    vi.advanceTimersByTime(86_400_000);
    expect(close).not.toHaveBeenCalled();
  });

  it('keeps nothing of a connection that has ended', async () => {
    const { auth } = await verifiedTokenFor(60);
    const close = vi.fn();
    const timersOfOthers = vi.getTimerCount();
    const stop = closeOn(auth, close);
    expect(vi.getTimerCount()).toBe(timersOfOthers + 1);
    stop();
    expect(vi.getTimerCount()).toBe(timersOfOthers);
    vi.advanceTimersByTime(86_400_000);
    expect(close).not.toHaveBeenCalled();
  });
});
