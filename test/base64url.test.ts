import { afterEach, describe, expect, it, vi } from 'vitest';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The oracle: text is canonical if an encoder writes it for the bytes that a lenient decoder reads. */
const bytesByNode = (text: string) => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? [...bytes] : undefined;
};

describe.each([
  ['with Buffer', true],
  ['on a runtime without Buffer', false],
])('base64url %s', (_, hasBuffer) => {
  async function load() {
    vi.resetModules();
    if (!hasBuffer) vi.stubGlobal('Buffer', undefined);
    const loaded = await import('../src/base64url.ts');
    vi.unstubAllGlobals();
    return loaded;
  }
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it.each(['', 'A', 'AB', 'ABC', 'ABCD', 'ABCDE', 'ABCDEF'])(
    'has one spelling for the bytes of %j and any character more',
    async (start) => {
      const { bytesOf } = await load();
      for (const last of ALPHABET) {
        const bytes = bytesOf(start + last);
        expect([start + last, bytes && [...bytes]]).toEqual([start + last, bytesByNode(start + last)]);
      }
    },
  );

  it.each(['AA==', 'AA=', 'A+/A', 'A A', 'AAAA\n', ' AAAA', 'AA.A', 'AAÄA', 'AAA\u0000', '=', 'АAAA'])(
    'refuses %j',
    async (text) => {
      expect((await load()).bytesOf(text)).toBeUndefined();
    },
  );

  it.each(['', 'AA', '_-8', 'eyJhbGciOiJSUzI1NiJ9'])('gives the bytes of %j', async (text) => {
    expect([...((await load()).bytesOf(text) ?? [])]).toEqual([...Buffer.from(text, 'base64url')]);
  });
});
