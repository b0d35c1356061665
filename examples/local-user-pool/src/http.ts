import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

const MAX_BODY_BYTES = 64 * 1_024;

export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export const notFound = () => json(404, { message: 'Not found' });

/** Binds 127.0.0.1 and nothing else, because whoever reaches the pool can read the mail of all its users. */
export async function listenOnLoopback(port: number, handler: Handler): Promise<Server> {
  const server = createServer(async (request, response) => {
    const answer = await respond(request, handler);
    // Deliberately no CORS headers: a front end reaches the pool through its own origin, by a proxy.
    response.writeHead(answer.status, {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      ...answer.headers,
    });
    response.end(answer.body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(request: IncomingMessage, handler: Handler): Promise<Answer> {
  try {
    const body = await readBody(request);
    if (body === undefined) return json(413, { message: 'Request body too large' }, { connection: 'close' });
    // The host of this URL is never read: a request line holds a path only.
    const url = new URL(`http://pool${request.url ?? '/'}`);
    const { method = 'GET', headers } = request;
    return await handler({ method, path: url.pathname, query: url.searchParams, headers, body });
  } catch (error) {
    // A bug in the pool. The developer's console gets the details, the client does not.
    console.error(error);
    return json(500, { __type: 'InternalErrorException', message: 'Internal error' });
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
