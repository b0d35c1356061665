import { afterEach, describe, expect, it, vi } from 'vitest';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The oracle: text is canonical if an encoder writes it for the bytes that a lenient decoder reads. */
const bytesByNode = (text: string) => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? [...bytes] : undefined;
};

describe.each([
  ['with Buffer', Buffer],
  ['on a runtime without Buffer', undefined],
  ['on a runtime with a Buffer that does not know base64url', { isEncoding: () => false }],
  ['on a runtime with a Buffer that cannot be asked what it knows', {}],
])('base64url %s', (_, hostsBuffer) => {
  async function load() {
    vi.resetModules();
    vi.stubGlobal('Buffer', hostsBuffer);
    const loaded = await import('../src/base64url.ts');
    vi.unstubAllGlobals();
    return loaded;
  }
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it('is read by what the runtime has', async () => {
    const { bytesOf } = await load();
    vi.stubGlobal('Buffer', hostsBuffer);
    const bytes = bytesOf('_-8');
    vi.unstubAllGlobals();
    expect([...(bytes ?? [])]).toEqual([255, 239]);
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
