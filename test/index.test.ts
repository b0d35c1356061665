import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('the library loads', () => {
  it.each([
    'TextDecoder',
    'TextEncoder',
    'Request',
    'Response',
    'Headers',
    'fetch',
    'AbortSignal',
    'crypto',
    'Buffer',
    'atob',
    'btoa',
    'process',
    'navigator',
  ])('on a host without %s', async (name) => {
    vi.resetModules();
    vi.stubGlobal(name, undefined);
    const loading = import('../src/index.ts');
    const { createCognitoVerifier } = await loading.finally(() => vi.unstubAllGlobals());
    expect(createCognitoVerifier).toBeInstanceOf(Function);
  });
});
