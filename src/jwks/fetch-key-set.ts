import * as base64url from 'jose/base64url';

/** Largest body to read, counted after decompression. Cognito's key set is about 1 KB. */
const MAX_BODY_BYTES = 65_536;
const MIN_MODULUS_BITS = 2048;
const MAX_MODULUS_BITS = 4096;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** The usable keys of a set: the modulus `n` (base64url) by `kid`. The exponent of each is AQAB. */
export type KeySet = ReadonlyMap<string, string>;

/**
 * Asks each URL in turn, with an equal share of the deadline, until one gives a complete and unambiguous key set.
 * Rejects with the first URL's error: of a pool's two issuer hosts the second normally answers 403.
 */
export async function fetchKeySet(
  urls: readonly string[],
  { fetch, timeoutMs }: { fetch: typeof globalThis.fetch; timeoutMs: number },
): Promise<KeySet> {
  const failures: unknown[] = [];
  for (const url of urls) {
    try {
      return parseKeySet(await download(url, fetch, timeoutMs / urls.length));
    } catch (failure) {
      failures.push(failure);
    }
  }
  throw new Error(`No usable key set from ${urls[0]}`, { cause: failures[0] });
}

async function download(url: string, fetch: typeof globalThis.fetch, timeoutMs: number): Promise<unknown> {
  const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
  const arriving = request(url, fetch, signal);
  // Raced as well as passed on: a fetch that does not obey its signal must not hold the attempt.
  const expired = new Promise<never>((_, fail) => signal.addEventListener('abort', () => fail(signal.reason)));
  try {
    const response = await Promise.race([arriving, expired]);
    if (response.status !== 200) throw new Error(`The key endpoint answered ${response.status}, not 200`);
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await readBody(response, signal)));
  } catch (failure) {
    // Whenever it arrives: a body that nobody reads would hold its connection.
    arriving.then((response) => response.body?.cancel()).catch(() => {});
    throw failure;
  }
}

/** Next.js caches what it is not told to leave alone; older Workers throw at the word. */
function noStoreWhereKnown(): object {
  const noStore: object = { cache: 'no-store' };
  try {
    return new Request('https://localhost', noStore) && noStore;
  } catch {
    return {};
  }
}

async function request(url: string, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<Response> {
  const init: RequestInit = {
    ...noStoreWhereKnown(),
    redirect: 'manual',
    // No socket is kept: after a Lambda thaw every kept one is dead.
    headers: { accept: 'application/json', connection: 'close' },
    signal,
  };
  try {
    return await fetch(url, init);
  } catch (failure) {
    if (signal.aborted) throw failure;
    return fetch(url, init);
  }
}

async function readBody({ body }: Response, signal: AbortSignal): Promise<Uint8Array> {
  const reader = body?.getReader();
  const cancel = () => void reader?.cancel().catch(() => {});
  signal.addEventListener('abort', cancel);
  const bytes = new Uint8Array(MAX_BODY_BYTES);
  let length = 0;
  for (;;) {
    const chunk = (await reader?.read())?.value;
    // A body that was cancelled at the deadline seems to have ended.
    signal.throwIfAborted();
    if (chunk === undefined) return bytes.subarray(0, length);
    if (length + chunk.length > MAX_BODY_BYTES) {
      cancel();
      throw new Error(`The key set is larger than ${MAX_BODY_BYTES} bytes`);
    }
    bytes.set(chunk, length);
    length += chunk.length;
  }
}

/**
 * Keeps the usable keys of a JWK set and skips the others, one by one.
 * @throws {Error} where the set is no answer at all: not an object with `keys`, no usable key, or one `kid` for two keys
 */
export function parseKeySet(json: unknown): KeySet {
  const { keys } = inertCopy(json);
  if (!Array.isArray(keys)) throw new Error('The key set is not a JSON object with an array named keys');
  const usable = new Map<string, string>();
  for (const jwk of keys.map(inertCopy)) {
    if (!isUsable(jwk)) continue;
    if ((usable.get(jwk.kid) ?? jwk.n) !== jwk.n) throw new Error('The key set has two keys with one kid');
    usable.set(jwk.kid, jwk.n);
  }
  if (usable.size === 0) throw new Error('The key set has no usable key: RSA, for RS256 signatures, 2048 to 4096 bits');
  return usable;
}

/** Own members only, whatever Object.prototype holds. */
function inertCopy(json: unknown): Record<string, unknown> {
  return { __proto__: null, ...(typeof json === 'object' ? json : {}) };
}

function isUsable(jwk: Record<string, unknown>): jwk is { kid: string; n: string } {
  return (
    jwk.kty === 'RSA' &&
    typeof jwk.kid === 'string' &&
    jwk.kid.length >= 1 &&
    jwk.kid.length <= 256 &&
    (jwk.use === undefined || jwk.use === 'sig') &&
    (jwk.alg === undefined || jwk.alg === 'RS256') &&
    (jwk.key_ops === undefined || (Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify'))) &&
    jwk.e === 'AQAB' &&
    isModulus(jwk.n) &&
    !PRIVATE_MEMBERS.some((member) => member in jwk)
  );
}

/** One spelling per modulus, so that (kid, n) is an identity: canonical base64url, no leading zero byte; and odd, as RSA is. */
function isModulus(n: unknown): boolean {
  if (typeof n !== 'string' || n.length % 4 === 1 || !/^[A-Za-z0-9_-]{300,700}$/.test(n)) return false;
  const bytes = base64url.decode(n);
  const [first = 0] = bytes;
  const bits = bytes.length * 8 - (Math.clz32(first) - 24);
  const isOdd = bytes.subarray(-1).every((last) => last % 2 === 1);
  return first !== 0 && isOdd && bits >= MIN_MODULUS_BITS && bits <= MAX_MODULUS_BITS && base64url.encode(bytes) === n;
}
