import { base64url, exportJWK, generateKeyPair, importJWK } from 'jose';

/** A key of its own for each caller: the modulus as a key set has it, and the private half to sign with. */
export interface RsaKey {
  readonly n: string;
  readonly privateKey: CryptoKey;
}

type Pair = readonly [bigint, bigint];
type CryptoKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

// To find two primes takes a quarter of a second of CPU time, and a test suite makes hundreds of pools. So the primes of a
// process are kept, and every key is made of another pair of them: twelve primes give 66 keys. Who knows two keys that
// share a prime can compute both, which makes them useless for anything but tests.
const E = 65_537n;
const primes: bigint[] = [];
const unusedPairs: Pair[] = [];
/** The last call that takes a pair. Each waits for the one before, so that no two search for primes at once. */
let lastTaken: Promise<unknown> = Promise.resolve();

/** Makes an RSA key (RFC 8017 section 3) that no other caller in this process gets. */
export async function createRsaKey(): Promise<RsaKey> {
  // Also after a failure, which is its own caller's alone.
  const taken = lastTaken.then(takePair, takePair);
  lastTaken = taken;
  const [p, q] = await taken;
  const n = encode(p * q);
  const d = inverse(E, (p - 1n) * (q - 1n));
  const jwk = {
    kty: 'RSA',
    n,
    e: encode(E),
    d: encode(d),
    p: encode(p),
    q: encode(q),
    dp: encode(d % (p - 1n)),
    dq: encode(d % (q - 1n)),
    qi: encode(inverse(q, p)),
  };
  // jose answers with bytes for symmetric keys alone.
  return { n, privateKey: (await importJWK(jwk, 'RS256')) as CryptoKey };
}

async function takePair(): Promise<Pair> {
  const pair = unusedPairs.shift();
  if (pair !== undefined) return pair;
  for (const found of await findTwoPrimes()) {
    unusedPairs.push(...primes.map((older) => [older, found] as const));
    primes.push(found);
  }
  return takePair();
}

async function findTwoPrimes(): Promise<Pair> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const { p = '', q = '' } = await exportJWK(privateKey);
  return [decode(p), decode(q)];
}

/** The number that `a` has to be multiplied by to give 1, modulo `modulus` (the extended Euclidean algorithm). */
function inverse(a: bigint, modulus: bigint): bigint {
  let [rest, next] = [modulus, a % modulus];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0n ? factor + modulus : factor;
}

function decode(text: string): bigint {
  return BigInt(`0x${[...base64url.decode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`);
}

/** Base64urlUInt (RFC 7518 section 2). */
function encode(number: bigint): string {
  const digits = number.toString(16);
  const hex = digits.length % 2 === 0 ? digits : `0${digits}`;
  const byteAt = (index: number) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16);
  return base64url.encode(Uint8Array.from({ length: hex.length / 2 }, (_, index) => byteAt(index)));
}
