import nodeCrypto from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseEngine, type Runtime } from '../../src/jwks/rs256-key.ts';

const RS256 = 'RSASSA-PKCS1-v1_5';
const encode = (text: string) => new TextEncoder().encode(text);

async function createSigner() {
  const parameters = { name: RS256, hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  const { publicKey, privateKey } = await crypto.subtle.generateKey(parameters, true, ['sign', 'verify']);
  const { n = '' } = await crypto.subtle.exportKey('jwk', publicKey);
  const sign = async (text: string) => new Uint8Array(await crypto.subtle.sign(RS256, privateKey, encode(text)));
  return { n, sign };
}

const [signer, stranger] = [await createSigner(), await createSigner()];

const { getBuiltinModule, versions } = process;

function withCores(cores: number) {
  const lookUp = (name: string) =>
    name === 'node:os' ? { availableParallelism: () => cores } : getBuiltinModule(name);
  return { versions, getBuiltinModule: lookUp };
}

const without = (absent: string) => (name: string) => (name === absent ? undefined : getBuiltinModule(name));

/** What the runtime offers, and which engine follows from it. */
const runtimes: readonly (readonly [string, engine: 'inline' | 'inline once a turn' | 'subtle', runtime: Runtime])[] = [
  ['Node with one core', 'inline', { process: withCores(1) }],
  ['Node with several', 'inline once a turn', { process: withCores(8) }],
  ['Node before 20.16', 'subtle', { process: { versions } }],
  ['a Worker without process', 'subtle', {}],
  ['a Worker with a process of its own', 'subtle', { process: { versions: {} } }],
  ['a Worker with a part of Node', 'subtle', { process: { versions, getBuiltinModule: without('node:os') } }],
  ['a Worker with another part of Node', 'subtle', { process: { versions, getBuiltinModule: without('node:crypto') } }],
  ['Bun', 'subtle', { process: withCores(1), Bun: {} }],
  ['Deno', 'subtle', { process: withCores(1), Deno: {} }],
];

afterEach(() => vi.restoreAllMocks());

describe.each(runtimes)('on %s a signature', (_, engine, runtime) => {
  // Called in each test: what runs while tests are collected is no test's doing.
  const importKey: ReturnType<typeof chooseEngine> = (n) => chooseEngine(runtime)(n);

  it(`is checked by the engine ${engine}`, async () => {
    const signature = await signer.sign('a.b');
    const key = await importKey(signer.n);
    const [subtle, node] = [vi.spyOn(crypto.subtle, 'verify'), vi.spyOn(nodeCrypto, 'verify')];
    const ask = () => [key.verifies('a.b', signature), key.verifies('a.b', signature)];
    const answers = ask();
    // What was handed over comes back in another turn of the event loop.
    await Promise.all(answers);
    await new Promise((resolve) => setImmediate(resolve));
    answers.push(...ask());
    const isAtOnce = { inline: [true, true], 'inline once a turn': [true, false], subtle: [false, false] }[engine];
    expect(answers.map((answer) => typeof answer === 'boolean')).toEqual([...isAtOnce, ...isAtOnce]);
    expect(await Promise.all(answers)).toEqual([true, true, true, true]);
    expect([subtle.mock.calls.length, node.mock.calls.length]).toEqual(engine === 'subtle' ? [4, 0] : [0, 4]);
  });

  it('holds for what was signed, and for nothing else', async () => {
    const bytes = await signer.sign('a.b');
    const key = await importKey(signer.n);
    expect(await key.verifies('a.b', bytes)).toBe(true);
    const forgeries: readonly (readonly [string, Uint8Array])[] = [
      ['a.c', bytes],
      ['a.b.', bytes],
      ['', bytes],
      ['a.b', bytes.map((byte, at) => (at === 100 ? byte ^ 1 : byte))],
      ['a.b', bytes.subarray(1)],
      ['a.b', Uint8Array.of(0, ...bytes)],
      ['a.b', Uint8Array.of(...bytes, 0)],
      ['a.b', Uint8Array.of(1)],
      ['a.b', new Uint8Array(0)],
      ['a.b', new Uint8Array(256)],
      ['a.b', new Uint8Array(256).fill(255)],
      ['a.b', await stranger.sign('a.b')],
    ];
    for (const [input, signature] of forgeries) expect(await key.verifies(input, signature)).toBe(false);
  });
});

it('a signature is checked without Buffer, as in browsers', async () => {
  const signature = await signer.sign('a.b');
  const key = await chooseEngine({})(signer.n);
  vi.stubGlobal('Buffer', undefined);
  try {
    expect(await key.verifies('a.b', signature)).toBe(true);
    expect(await key.verifies('a.c', signature)).toBe(false);
  } finally {
    vi.unstubAllGlobals();
  }
});

it('a signature is checked without setImmediate, as in a sandbox that is like a browser, and by both ways', async () => {
  const signature = await signer.sign('a.b');
  const key = await chooseEngine({ process: withCores(8) })(signer.n);
  vi.stubGlobal('setImmediate', undefined);
  try {
    const isAtOnce = () => typeof key.verifies('a.b', signature) === 'boolean';
    expect([isAtOnce(), isAtOnce()]).toEqual([true, false]);
    await vi.waitFor(() => expect(isAtOnce()).toBe(true));
  } finally {
    vi.unstubAllGlobals();
  }
});

it('that the engine could not check is its error, and no judgement about the token', async () => {
  const failure = new Error('out of memory');
  const key = await chooseEngine({ process: withCores(8) })(signer.n);
  expect(key.verifies('a.b', new Uint8Array(256))).toBe(false);
  // The second one of this turn goes to the thread pool.
  vi.spyOn(nodeCrypto, 'verify').mockImplementation(((...args: readonly unknown[]) =>
    (args.at(-1) as (error: Error) => void)(failure)) as unknown as typeof nodeCrypto.verify);
  await expect((async () => key.verifies('a.b', new Uint8Array(256)))()).rejects.toBe(failure);
});

describe.each(runtimes)('on %s a polluted Object.prototype', (_, _engine, runtime) => {
  const importKey: ReturnType<typeof chooseEngine> = (n) => chooseEngine(runtime)(n);
  const PSS = { padding: nodeCrypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const { publicKey, privateKey } = nodeCrypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '' } = publicKey.export({ format: 'jwk' });
  const [genuine, ofPss] = [
    nodeCrypto.sign('sha256', Buffer.from('a.b'), privateKey),
    nodeCrypto.sign('sha256', Buffer.from('a.b'), { key: privateKey, ...PSS }),
  ];

  // Not `e`: the messages of Vitest's own worker have a member of that name, and one that arrived during the test would fail
  // the run. The JWK that is imported has an `e` of its own in any case.
  it.each<[name: string, value: unknown]>([
    ['padding', PSS.padding],
    ['saltLength', 32],
    ['dsaEncoding', 'ieee-p1363'],
    ['hash', 'SHA-1'],
    ['name', 'RSA-PSS'],
    ['format', 'pem'],
    ['type', 'pkcs1'],
    ['encoding', 'hex'],
    ['passphrase', 'x'],
    ['ext', false],
  ])("by %s lets no RSA-PSS signature by the pool's own key in, and keeps no genuine one out", async (name, value) => {
    const pollution = name === 'padding' ? { ...PSS } : { [name]: value };
    for (const [member, polluted] of Object.entries(pollution)) {
      Object.defineProperty(Object.prototype, member, { value: polluted, configurable: true, writable: true });
    }
    try {
      const key = await importKey(n);
      expect([await key.verifies('a.b', genuine), await key.verifies('a.b', ofPss)]).toEqual([true, false]);
    } finally {
      for (const member of Object.keys(pollution)) Reflect.deleteProperty(Object.prototype, member);
    }
  });

  it.each<[name: string, value: unknown]>([
    ['d', 'AQAB'],
    ['key_ops', ['sign']],
  ])('by %s can make the platform refuse the key, which is an outage and lets nobody in', async (name, value) => {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    try {
      const verify = async () => (await importKey(n)).verifies('a.b', ofPss);
      expect(await verify().catch(() => 'not imported')).toSatisfy((held) => held === false || held === 'not imported');
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  });
});
