import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBackground } from '../../src/jwks/background.ts';

const refresh = Promise.resolve();
const onAWorker = () => vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
const illegalInvocation = () => {
  throw new TypeError('Illegal invocation');
};

afterEach(() => vi.unstubAllGlobals());

describe('a refresh that nobody waits for', () => {
  it('goes on by itself on Node', () => {
    expect(createBackground(undefined)(refresh)).toBe(true);
  });

  it('goes on by itself on Node, whatever a given waitUntil does', () => {
    expect(createBackground(illegalInvocation)(refresh)).toBe(true);
  });

  it('asks no other host than a Worker for its modules', () => {
    vi.stubGlobal('process', { getBuiltinModule: illegalInvocation });
    const goesOnAlone = createBackground(undefined)(refresh);
    vi.unstubAllGlobals();
    expect(goesOnAlone).toBe(true);
  });

  it('is no unhandled rejection where the given waitUntil rejects', async () => {
    const rejecting = () => Promise.reject(new Error('no ctx'));
    expect(createBackground(rejecting)(refresh)).toBe(true);
    // Vitest fails a run with an unhandled rejection.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('ends with its request on a Worker', () => {
    onAWorker();
    expect(createBackground(undefined)(refresh)).toBe(false);
  });

  it('is kept alive on a Worker by the waitUntil that the user gave', () => {
    onAWorker();
    const waitUntil = vi.fn();
    expect(createBackground(waitUntil)(refresh)).toBe(true);
    expect(waitUntil).toHaveBeenCalledExactlyOnceWith(refresh);
  });

  it("is kept alive on a Worker by the platform's own waitUntil", () => {
    onAWorker();
    const waitUntil = vi.fn();
    const getBuiltinModule = (name: string) => (name === 'cloudflare:workers' ? { waitUntil } : undefined);
    vi.stubGlobal('process', { getBuiltinModule });
    expect(createBackground(undefined)(refresh)).toBe(true);
    expect(waitUntil).toHaveBeenCalledExactlyOnceWith(refresh);
  });

  it.each([
    ['process', undefined],
    ['process.getBuiltinModule', {}],
    ['such a module', { getBuiltinModule: () => undefined }],
  ])('ends with its request on a Worker without %s', (_, process) => {
    onAWorker();
    vi.stubGlobal('process', process);
    expect(createBackground(undefined)(refresh)).toBe(false);
  });

  it('has to be waited for on a Worker whose waitUntil throws, as one that was taken off its ctx does', () => {
    onAWorker();
    expect(createBackground(illegalInvocation)(refresh)).toBe(false);
  });
});
