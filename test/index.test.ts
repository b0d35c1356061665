import { createTestUserPool } from 'cognito-guard/testing';
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

describe('what the host lacks is no fault of the token:', () => {
  const pool = createTestUserPool();

  it.each<readonly [lacking: readonly string[], cause: RegExp]>([
    [['TextDecoder'], /TextDecoder/],
    [['Buffer', 'atob'], /atob/],
    [['Buffer', 'btoa'], /btoa/],
    [['Buffer', 'TextEncoder'], /TextEncoder/],
  ])('without %j a good one gets a 503 with its cause', async (lacking, cause) => {
    const { userPoolId, clientId, jwks, accessToken } = await pool;
    const token = await accessToken();
    vi.resetModules();
    if (lacking.includes('Buffer')) vi.stubGlobal('Buffer', undefined);
    const { createCognitoVerifier, combineVerifiers } = await import('../src/index.ts');
    const verifier = createCognitoVerifier({ userPoolId, clientId, jwks, tokenUse: 'access' });
    for (const name of lacking) vi.stubGlobal(name, undefined);
    const answers = await Promise.all([verifier.verify(token), combineVerifiers(verifier).verify(token)]);
    vi.unstubAllGlobals();
    for (const { reason, cause: said } of answers as readonly { reason: string; cause: Error }[]) {
      expect([reason, said.message]).toEqual(['keys_unavailable', expect.stringMatching(cause)]);
    }
  });
});
