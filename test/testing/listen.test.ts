import { createTestUserPool } from 'cognito-guard/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';

const pool = await createTestUserPool();

afterEach(() => vi.restoreAllMocks());

describe('listen', () => {
  it('serves the key set as it is at each request, on loopback', async () => {
    const { issuer, jwksUri, close } = await pool.listen();
    expect(issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/us-east-1_TestPool1$/);
    expect(jwksUri).toBe(`${issuer}/.well-known/jwks.json`);
    const answer = await fetch(jwksUri);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await answer.json()).toEqual(pool.jwks);
    await pool.rotateKeys();
    expect(await (await fetch(jwksUri)).json()).toEqual(pool.jwks);
    await close();
  });

  it('serves the discovery document, which leads to the keys', async () => {
    const { issuer, jwksUri, close } = await pool.listen();
    expect(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).toMatchObject({
      issuer,
      jwks_uri: jwksUri,
      id_token_signing_alg_values_supported: ['RS256'],
    });
    await close();
  });

  it.each(['/', '/other/.well-known/jwks.json', '/__proto__', '/constructor'])('answers 404 to %s', async (path) => {
    const { jwksUri, close } = await pool.listen();
    expect((await fetch(new URL(path, jwksUri))).status).toBe(404);
    await close();
  });

  it('closes, connections that are kept included', async () => {
    const { jwksUri, close } = await pool.listen();
    await (await fetch(jwksUri)).text();
    await close();
    await expect(fetch(jwksUri)).rejects.toThrow();
  });

  it('serves twice at once, on two ports', async () => {
    const [first, second] = [await pool.listen(), await pool.listen()];
    expect(first.issuer).not.toBe(second.issuer);
    await Promise.all([first.close(), second.close()]);
  });

  it('loads node:http only when it is called', async () => {
    const { getBuiltinModule } = process;
    const loaded: string[] = [];
    vi.spyOn(process, 'getBuiltinModule').mockImplementation(((name: string) => {
      loaded.push(name);
      return getBuiltinModule(name);
    }) as typeof getBuiltinModule);
    const pool = await createTestUserPool();
    await pool.accessToken();
    expect(loaded).not.toContain('node:http');
    await (await pool.listen()).close();
    expect(loaded).toContain('node:http');
  });

  it.each([
    ['without process', undefined],
    ['before Node 20.16', { versions: process.versions }],
  ])('says what it needs %s', async (_, platform) => {
    vi.stubGlobal('process', platform);
    const refused = pool.listen();
    vi.unstubAllGlobals();
    await expect(refused).rejects.toThrow('listen() needs Node 20.16, 22.3 or later');
  });
});
