import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { createGzip, gzipSync } from 'node:zlib';

/** Two RSA keys as a pool publishes them. */
export type KeySetJson = { readonly keys: readonly object[] };

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The key set that the pool publishes at present. */
  readonly jwks: KeySetJson;
}

export type Behaviour = (exchange: Exchange) => void;

const MEGABYTE = 1_048_576;
const DRIP_EVERY_MS = 200;
const SLOW_MS = 2_000;
const OTHER_MODULUS = Buffer.alloc(256, 0xfb).toString('base64url');

function json(response: ServerResponse, body: unknown, type = 'application/json'): void {
  text(response, JSON.stringify(body), type);
}

function text(response: ServerResponse, body: string, type = 'application/json'): void {
  response.writeHead(200, { 'content-type': type }).end(body);
}

const status =
  (code: number, headers: Record<string, string> = {}): Behaviour =>
  ({ response }) =>
    void response.writeHead(code, headers).end('{"message":"no"}');

/** Announces a length, sends less, and ends the connection, as a proxy does that gives up. */
function cutOff({ response, jwks }: Exchange): void {
  const body = JSON.stringify(jwks);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}

function drip({ response, jwks }: Exchange): void {
  const bytes = Buffer.from(JSON.stringify(jwks));
  response.writeHead(200, { 'content-type': 'application/json' });
  let at = 0;
  const timer = setInterval(() => {
    response.write(bytes.subarray(at, at + 1));
    at += 1;
  }, DRIP_EVERY_MS);
  response.on('close', () => clearInterval(timer));
}

function hugeBody({ response }: Exchange): void {
  const chunk = Buffer.alloc(MEGABYTE, ' ');
  response.writeHead(200, { 'content-type': 'application/json' });
  let left = 100;
  const pump = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(chunk)) return void response.once('drain', pump);
    }
    response.end();
  };
  pump();
}

let bomb: Buffer | undefined;

/** 300 MB of blanks as gzip, which are 300 KB. Packed once, because it takes a second. */
export async function packBomb(): Promise<Buffer> {
  if (bomb !== undefined) return bomb;
  const gzip = createGzip({ level: 9 });
  const packed: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => packed.push(chunk));
  const done = new Promise((resolve) => gzip.on('end', resolve));
  const blank = Buffer.alloc(MEGABYTE, ' ');
  for (let megabyte = 0; megabyte < 300; megabyte += 1) {
    if (!gzip.write(blank)) await new Promise((resolve) => gzip.once('drain', resolve));
  }
  gzip.end();
  await done;
  bomb = Buffer.concat(packed);
  return bomb;
}

function gzipBomb({ response }: Exchange): void {
  void packBomb().then((packed) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed);
  });
}

export const HEALTHY: Behaviour = ({ response, jwks }) => json(response, jwks);

/** The nineteen ways in which a key endpoint was seen, or may be expected, to misbehave. */
export const FAULTS = {
  'status 500': status(500),
  'status 429 with Retry-After': status(429, { 'retry-after': '30' }),
  'a redirect': status(302, { location: 'http://127.0.0.1:9/elsewhere' }),
  'accept and hang': () => {},
  'two seconds slow': ({ response, jwks }) => void setTimeout(() => json(response, jwks), SLOW_MS).unref(),
  'a body that drips': drip,
  'truncated JSON': cutOff,
  'a page of HTML': ({ response }) => text(response, '<html><body>Sign in</body></html>', 'text/html'),
  'reset before headers': ({ request: { socket } }) => {
    // A TLS socket cannot be reset from here; closing it without an answer has the same effect.
    if (socket instanceof TLSSocket) socket.destroy();
    else socket.resetAndDestroy();
  },
  'an empty set': ({ response }) => json(response, { keys: [] }),
  'keys that are null': ({ response }) => json(response, { keys: null }),
  'an array on top': ({ response }) => json(response, []),
  'a malformed sibling and a key type of the future': ({ response, jwks }) =>
    json(response, {
      keys: [{ kty: 'RSA', kid: 'broken' }, { kty: 'AKP', kid: 'new', alg: 'ML-DSA-44' }, ...jwks.keys],
    }),
  'a sibling whose kid is a number': ({ response, jwks }) =>
    json(response, { keys: [{ ...jwks.keys[0], kid: 5 }, ...jwks.keys] }),
  'one kid for two keys': ({ response, jwks }) =>
    json(response, { keys: [...jwks.keys, ...jwks.keys.map((key) => ({ ...key, n: OTHER_MODULUS }))] }),
  'another content type': ({ response, jwks }) => json(response, jwks, 'text/plain'),
  'a byte order mark': ({ response, jwks }) => text(response, `\ufeff${JSON.stringify(jwks)}`),
  'a body of 100 MB': hugeBody,
  'a gzip bomb of 300 MB': gzipBomb,
} as const satisfies Record<string, Behaviour>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** A good answer as gzip. It must be accepted, so the bomb is not refused merely for being packed. */
export const PACKED: Behaviour = ({ response, jwks }) =>
  void response
    .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    .end(gzipSync(JSON.stringify(jwks)));
