import { messagesOf } from '../errors.ts';
import { withoutPrototype } from '../own-member.ts';
import { type KeySet, parseKeySet } from './parse-key-set.ts';
import { KEY_POLICY } from './policy.ts';

/**
 * Asks each URL in turn, until one gives a complete and unambiguous key set. Each has an equal share of the time that is left, so
 * that one that hangs leaves time for the next. Rejects with the first URL's error: of a pool's two issuer hosts the second
 * normally answers 403.
 */
export async function fetchKeySet(
  urls: readonly string[],
  { fetch, timeoutMs }: { fetch: typeof globalThis.fetch; timeoutMs: number },
): Promise<KeySet> {
  const failures: unknown[] = [];
  const endsAt = performance.now() + timeoutMs;
  while (failures.length < urls.length) {
    try {
      const share = (endsAt - performance.now()) / (urls.length - failures.length);
      return parseKeySet(await download(String(urls[failures.length]), fetch, Math.max(share, 0)));
    } catch (failure) {
      failures.push(failure);
    }
  }
  const url = String(urls[0]);
  throw new Error(`No usable key set from ${withoutQuery(url)}`, {
    // Whatever a fetch of the user's own throws may hold the URL, in any member; so only its words are kept.
    cause: url.includes('?') ? new Error(withoutQuery(messagesOf(failures[0]))) : failures[0],
  });
}

/** A proxy's URL may carry a secret in its query, and in a user name that fetch has put there. */
function withoutQuery(words: string): string {
  return words.replaceAll(/\?\S*|(?<=:\/\/)[^\s/]*@/g, '');
}

const FROM_ELSEWHERE =
  'fetch answers from another address than the one it was given, and keys come without redirects: ' +
  'if they are to be had elsewhere, set jwksUri';

async function download(url: string, fetch: typeof globalThis.fetch, timeoutMs: number): Promise<unknown> {
  const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
  const arriving = request(url, fetch, signal);
  // Raced as well as passed on: a fetch that does not obey its signal must not hold the attempt.
  const expired = new Promise<never>((_, fail) => signal.addEventListener('abort', () => fail(signal.reason)));
  try {
    const response = await Promise.race([arriving, expired]);
    if (typeof response?.status !== 'number') throw new Error('fetch must answer with a web Response');
    if (isFromElsewhere(response, url)) throw new Error(FROM_ELSEWHERE);
    if (response.status !== 200) throw new Error(`The key endpoint answered ${response.status}, not 200`);
    const body = await Promise.race([readBody(response.body, signal), expired]);
    return JSON.parse(new TextDecoder('utf-8', withoutPrototype({ fatal: true })).decode(body));
  } catch (failure) {
    // Whenever it arrives: a body that nobody reads would hold its connection.
    arriving.then(({ body }) => letGo(body)).catch(() => {});
    throw failure;
  }
}

/** A fetch of the user's own may not obey `redirect: 'manual'`. What its answer does not tell, nobody can know. */
function isFromElsewhere({ redirected, url }: Response, asked: string): boolean {
  return redirected === true || new URL(url ?? asked, asked).origin !== new URL(asked).origin;
}

/** A web stream has `cancel`, a Node stream `destroy`; what has neither throws, and that is all that is left to do. */
function letGo(body: object | null): unknown {
  const stream = body as { cancel?(): unknown; destroy(): unknown };
  return stream.cancel === undefined ? stream.destroy() : stream.cancel();
}

/** Set although they are the defaults: Node's fetch would read a missing one from a polluted Object.prototype. */
const PLAIN = { method: 'GET', body: null } as const;

async function request(url: string, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<Response> {
  const init: RequestInit = withoutPrototype({
    ...PLAIN,
    ...noStoreWhereKnown(),
    redirect: 'manual' as const,
    // No socket is kept: after a Lambda thaw every kept one is dead.
    headers: withoutPrototype({ accept: 'application/json', connection: 'close' }),
    signal,
  });
  try {
    return await fetch(url, init);
  } catch (failure) {
    if (signal.aborted) throw failure;
    return fetch(url, init);
  }
}

/** Next.js caches every response unless it is told not to; older Workers throw on `cache: 'no-store'`. */
function noStoreWhereKnown(): object {
  const noStore: object = withoutPrototype({ ...PLAIN, cache: 'no-store' as const });
  try {
    return new Request('https://localhost', noStore) && noStore;
  } catch {
    return {};
  }
}

/** The bytes of a body, at most as many as a key set may have. */
async function readBody(body: unknown, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(KEY_POLICY.maxBodyBytes);
  let length = 0;
  let chunks = 0;
  for await (const chunk of chunksOf(body, signal)) {
    // A body that was cancelled at the deadline seems to have ended.
    signal.throwIfAborted();
    // Empty chunks without end would keep every timer from running, that of the deadline included.
    chunks += 1;
    if (chunks > bytes.length) throw new Error(`The key set comes in more than ${bytes.length} chunks`);
    if (!ArrayBuffer.isView(chunk)) throw new Error('The body that fetch answered with does not give bytes');
    if (length + chunk.byteLength > bytes.length) throw new Error(`The key set is larger than ${bytes.length} bytes`);
    bytes.set(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength), length);
    length += chunk.byteLength;
  }
  signal.throwIfAborted();
  return bytes.subarray(0, length);
}

/** The chunks of a web stream, or of an async iterable: node-fetch answers with a Node stream. */
async function* chunksOf(body: unknown, signal: AbortSignal): AsyncGenerator<unknown> {
  if (body === null) return;
  if (!isWebStream(body)) {
    if (isAsyncIterable(body)) return yield* body;
    throw new Error('fetch must answer with a web Response: this body cannot be streamed');
  }
  const reader = body.getReader();
  // In a promise, because a reader that is not the platform's may throw, and nobody could catch that after the abort.
  const cancel = () =>
    void Promise.resolve(reader)
      .then((given) => given.cancel())
      .catch(() => {});
  signal.addEventListener('abort', cancel);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    cancel();
  }
}

function isWebStream(body: unknown): body is ReadableStream<unknown> {
  return typeof (body as Partial<ReadableStream> | undefined)?.getReader === 'function';
}

function isAsyncIterable(body: unknown): body is AsyncIterable<unknown> {
  return typeof (body as Partial<AsyncIterable<unknown>> | undefined)?.[Symbol.asyncIterator] === 'function';
}
