import { type CognitoVerifierOptions, createCognitoVerifier, REASONS, type VerifiedToken } from 'cognito-guard';
import { createTestUserPool, type TestUserPool, tamper } from 'cognito-guard/testing';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TELLS_CAUSE } from '../../src/tells-cause.ts';
import { BAD_TOKENS, goodToken, NOW, NOW_SECONDS, now, POLICY } from '../support/bad-tokens.ts';

let pool: TestUserPool;
beforeAll(async () => {
  pool = await createTestUserPool({ now });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

type Hook = NonNullable<CognitoVerifierOptions['isRevoked']>;
/** A hook of any answer, as JavaScript lets one write it. */
const answering = (answer: () => unknown) => vi.fn(answer as Hook);
const verifierOf = (isRevoked: Hook, options: Partial<CognitoVerifierOptions> = {}) =>
  createCognitoVerifier({ ...pool.verifierOptions, ...POLICY, isRevoked, ...options });

/** The answer to a new token, and the answer to the same token when it is remembered. */
async function twice(hook: Hook, options: Partial<CognitoVerifierOptions> = {}) {
  const [verifier, token] = [verifierOf(hook, options), await goodToken(pool)];
  return [await verifier.verify(token), await verifier.verify(token)];
}

describe('isRevoked', () => {
  it.each<readonly [string, () => unknown]>([
    ['at once', () => false],
    ['in a promise', async () => false],
    // biome-ignore lint/suspicious/noThenProperty: it is to be taken for a promise
    ['in a promise of another library', () => ({ then: (settle: (answer: boolean) => void) => settle(false) })],
  ])('lets a token pass by answering false %s', async (_, hook) => {
    for (const result of await twice(answering(hook))) expect(result).toMatchObject({ token_valid: true });
  });

  it('that answers at once takes no time to wait, of a seen token neither', async () => {
    const verifier = verifierOf(answering(() => false));
    await verifier.verify(await goodToken(pool));
    const token = await goodToken(pool);
    const setTimeout = vi.spyOn(globalThis, 'setTimeout');
    for (let time = 0; time < 2; time += 1) await verifier.verify(token);
    expect(setTimeout).not.toHaveBeenCalled();
  });

  it.each<readonly [string, () => unknown]>([
    ['at once', () => true],
    ['in a promise', async () => true],
  ])('refuses a token by answering true %s, with the claims and no cause', async (_, hook) => {
    for (const result of await twice(answering(hook))) {
      expect(result).toStrictEqual({
        token_valid: false,
        reason: 'token_revoked',
        message: REASONS.token_revoked.message,
        claims: expect.objectContaining({ client_id: pool.clientId }),
      });
    }
  });

  it.each<readonly [string, () => unknown, unknown]>([
    ['throws', () => raise(new Error('the store is down')), new Error('the store is down')],
    ['throws undefined', () => raise(undefined), undefined],
    ['rejects', async () => raise(new Error('the store is down')), new Error('the store is down')],
    ['gives undefined', () => undefined, 'isRevoked gave undefined, and neither true nor false'],
    ['gives a number', () => 1, 'isRevoked gave number, and neither true nor false'],
    ['gives text', () => 'false', 'isRevoked gave string, and neither true nor false'],
    ['gives null', () => null, 'isRevoked gave object, and neither true nor false'],
    ['promises no boolean', async () => 0, 'isRevoked gave number, and neither true nor false'],
  ])('that %s refuses nobody: nobody can tell, which is a 503 with a time to wait', async (_, hook, cause) => {
    for (const result of await twice(answering(hook))) {
      const message = REASONS.revocation_unavailable.message;
      const reason = 'revocation_unavailable';
      expect(result).toEqual({ token_valid: false, reason, message, retryAfterSeconds: 1, cause });
    }
  });

  it('has a second to answer, and a rejection after that goes unheard', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const answers = [() => false, () => new Promise((_, fail) => setTimeout(fail, 1_500, new Error('late')))];
    const [verifier, token] = [verifierOf(answering(() => answers.shift()?.())), await goodToken(pool)];
    await verifier.verify(token);
    vi.useFakeTimers();
    const told = vi.fn();
    const answer = verifier.verify(token).then(told);
    await vi.advanceTimersByTimeAsync(999);
    expect(told).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await answer;
    const cause = new Error('isRevoked took longer than a second');
    expect(told).toHaveBeenCalledWith(expect.objectContaining({ reason: 'revocation_unavailable', cause }));
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
    await new Promise(setImmediate);
    expect(unhandled).not.toHaveBeenCalled();
    process.off('unhandledRejection', unhandled);
  });

  it('is asked with the verified token, at every use, and its answers are not remembered', async () => {
    const answers = [false, true, false];
    const hook = answering(() => answers.shift());
    const [verifier, token] = [verifierOf(hook), await goodToken(pool)];
    const results = [await verifier.verify(token), await verifier.verify(token), await verifier.verify(token)];
    expect(results.map(({ token_valid }) => token_valid)).toEqual([true, false, true]);
    expect(hook.mock.calls).toEqual([[results[0]], [results[0]], [results[0]]]);
  });

  it.each(BAD_TOKENS)('is not asked about a token that is refused anyway, %s: it %s', async (_, _what, forge) => {
    const hook = answering(() => true);
    const verifier = verifierOf(hook);
    await verifier.verify(await forge(pool));
    expect(hook).not.toHaveBeenCalled();
  });

  it('is not asked about a remembered token that has expired, nor about its forgery', async () => {
    let time = NOW;
    const hook = answering(() => false);
    const verifier = verifierOf(hook, { now: () => time });
    const token = await goodToken(pool);
    await verifier.verify(token);
    expect(await verifier.verify(tamper(token))).toMatchObject({ reason: 'signature_invalid' });
    time += 86_400_000;
    expect(await verifier.verify(token)).toMatchObject({ reason: 'token_expired' });
    expect(hook).toHaveBeenCalledTimes(1);
  });

  it.each([true, false])('that answers %s after the token has expired finds it expired', async (revoked) => {
    let time = NOW;
    const hook = answering(async () => {
      time = NOW_SECONDS * 1000 + 86_400_000;
      return revoked;
    });
    const verifier = verifierOf(hook, { now: () => time });
    expect(await verifier.verify(await goodToken(pool))).toMatchObject({ reason: 'token_expired' });
  });

  it('tells why, where it carries words for that', async () => {
    const tell = (auth: VerifiedToken) => `as ${auth.token_use}`;
    const [fresh, remembered] = await twice(Object.assign(() => true, { [TELLS_CAUSE]: tell }));
    for (const result of [fresh, remembered]) expect(result).toMatchObject({ cause: 'as access' });
  });

  it('refuses the token where the words for that cannot be had', async () => {
    const failure = new Error('no words');
    const tell = () => {
      throw failure;
    };
    const hook = Object.assign(
      answering(() => true),
      { [TELLS_CAUSE]: tell },
    );
    for (const result of await twice(hook)) expect(result).toMatchObject({ reason: 'token_revoked', cause: failure });
  });

  it('keeps working without a token cache', async () => {
    const results = await twice(
      answering(() => true),
      { tokenCache: false },
    );
    expect(results).toMatchObject([{ reason: 'token_revoked' }, { reason: 'token_revoked' }]);
  });
});

function raise(error: unknown): never {
  throw error;
}
