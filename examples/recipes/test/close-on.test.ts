import { createCognitoVerifier } from 'cognito-guard';
import { createRevocationList, type RevocationEntry, type RevocationListOptions } from 'cognito-guard/revocation';
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

  describe('with a revocation list', () => {
    const CLAIMS = { sub: 'jane', jti: 'token', origin_jti: 'session' };

    async function start(use: 'access' | 'id', more: object = {}, options: RevocationListOptions = {}) {
      const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: ['access', 'id'] });
      const claims = { ...CLAIMS, ...more };
      const token = await (use === 'id' ? pool.idToken(claims) : pool.accessToken(claims));
      return { auth: await verifier.verifyOrThrow(token), list: createRevocationList(options), close: vi.fn() };
    }

    const secondsFromNow = (seconds: number) => new Date(Date.now() + 1000 * seconds);
    const CASES: readonly [entry: () => RevocationEntry, times: number][] = [
      [() => ({ user: 'jane' }), 1],
      [() => ({ session: 'session' }), 1],
      [() => ({ token: 'token' }), 1],
      [() => ({ client: pool.clientId }), 1],
      [() => ({ user: 'jane', before: secondsFromNow(5) }), 1],
      [() => ({ user: 'jane', before: secondsFromNow(-5) }), 0],
      [() => ({ client: pool.clientId, before: secondsFromNow(-5) }), 0],
      [() => ({ user: 'session' }), 0],
      [() => ({ session: 'token' }), 0],
      [() => ({ token: 'session' }), 0],
      [() => ({ client: 'jane' }), 0],
    ];

    describe.each(['access', 'id'] as const)('and an %s token', (use) => {
      it.each(CASES.map(([entryOf, times]) => [entryOf(), times, entryOf] as const))(
        '%o closes %i',
        async (_, times, entryOf) => {
          const { auth, list, close } = await start(use);
          closeOn(auth, close, list);
          await list.revoke(entryOf());
          expect(close).toHaveBeenCalledTimes(times);
          // And it closes just what is refused from now on.
          expect(list.isRevoked(auth)).toBe(times === 1);
          await list.revoke(entryOf());
          vi.advanceTimersByTime(86_400_000);
          expect(close).toHaveBeenCalledTimes(1);
        },
      );
    });

    const inThisSecond = Math.floor(Date.now() / 1000);
    it.each<readonly [string, object, RevocationEntry, RevocationListOptions]>([
      [
        'by a claim of your own',
        { 'custom:sid': 'device' },
        { session: 'device' },
        { sessionClaim: 'custom:sid', requires: ['session'] },
      ],
      [
        'by the second in which it was issued',
        { iat: inThisSecond + 0.4 },
        { user: 'jane', before: new Date(inThisSecond * 1000) },
        {},
      ],
    ])('closes what the list names %s', async (_, claims, entry, options) => {
      const { auth, list, close } = await start('access', claims, options);
      closeOn(auth, close, list);
      await list.revoke(entry);
      expect([close.mock.calls.length, list.isRevoked(auth)]).toEqual([1, true]);
    });

    it('closes what was revoked between the handshake and now', async () => {
      const { auth, list, close } = await start('access');
      await list.revoke({ user: 'jane' });
      closeOn(auth, close, list);
      expect(close).toHaveBeenCalledTimes(1);
    });

    it.each<readonly [entry: () => RevocationEntry, times: number]>([
      [() => ({ user: 'jane' }), 1],
      [() => ({ user: 'john' }), 0],
      [() => ({ user: 'jane', before: secondsFromNow(-5) }), 0],
      [() => ({ client: pool.clientId }), 1],
      [() => ({ token: 'token' }), 1],
      [() => ({ session: 'session' }), 1],
      [() => ({ session: 'device' }), 1],
      [() => ({ session: 'another' }), 0],
    ])('does not close because the list cannot tell, but where the entry names it: %o, %i', async (entryOf, times) => {
      const { auth, close } = await start('access', { 'custom:sid': 'device' });
      // The token lives longer than that, so the list answers with an error.
      const list = createRevocationList({ maxTokenLifetimeSeconds: 300 });
      closeOn(auth, close, list);
      expect(close).not.toHaveBeenCalled();
      await list.revoke(entryOf());
      expect(close).toHaveBeenCalledTimes(times);
    });

    it('keeps nothing of a connection that has ended', async () => {
      const { auth, list, close } = await start('access');
      closeOn(auth, close, list)();
      await list.revoke({ user: 'jane' });
      expect(close).not.toHaveBeenCalled();
    });
  });
});
