import { createServer, type RequestListener, request, type Server } from 'node:http';

/** What came back, header fields included as they were sent. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** All values of a field, in order. */
  readonly fields: (name: string) => readonly string[];
}

export interface RunningServer {
  readonly origin: string;
  /** `fields` go out as they are, so that one name can be sent twice. */
  readonly ask: (path: string, ...fields: readonly (readonly [name: string, value: string])[]) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of the loopback interface. */
export async function serve(listener: RequestListener): Promise<RunningServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    ask: (path, ...fields) => ask(port, path, fields),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server does not listen on a port');
  return address.port;
}

function ask(port: number, path: string, fields: readonly (readonly [string, string])[]): Promise<Answer> {
  return new Promise((resolve, fail) => {
    // Node sends a flat list as it is: no two fields are joined and none is dropped.
    const headers = ['host', `127.0.0.1:${port}`, ...fields.flat()];
    const outgoing = request({ port, host: '127.0.0.1', path, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', fail);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          body: Buffer.concat(chunks).toString(),
          fields: (name) => incoming.headersDistinct[name] ?? [],
        }),
      );
    });
    outgoing.on('error', fail);
    outgoing.end();
  });
}
