import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface KeySet {
  readonly keys: readonly object[];
}

/** How the endpoint answers; at once and well, where nothing is said. */
export interface Manner {
  readonly status?: number;
  readonly afterMs?: number;
}

/** Where one isolate fetches its keys. */
export interface KeyEndpoint {
  readonly jwksUri: string;
  /** How many requests have come. */
  readonly requests: () => number;
  readonly publish: (...sets: readonly KeySet[]) => void;
  /** Requests that come from now on wait. */
  readonly fallSilent: () => void;
  /** Those who came in the silence stay without an answer for ever: a fetch whose client was reset cannot bring keys. */
  readonly answer: (manner?: Manner) => void;
  /** Those who came in the silence are answered too. */
  readonly answerAll: (manner?: Manner) => void;
}

/** Serves the keys of many isolates on loopback. */
export async function startKeyServer() {
  const exchangesByPath = new Map<string | undefined, (response: ServerResponse) => void>();
  const server = createServer(({ url }, response) => {
    const exchange = exchangesByPath.get(url);
    if (exchange === undefined) response.writeHead(404).end();
    else exchange(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function add(isolate: string): KeyEndpoint {
    const path = `/${isolate}/jwks.json`;
    let keys: readonly object[] = [];
    let requests = 0;
    let inSilence: ServerResponse[] = [];
    let respond = (response: ServerResponse) => send(response, {});

    function send(response: ServerResponse, { status = 200, afterMs = 0 }: Manner): void {
      setTimeout(() => response.writeHead(status).end(JSON.stringify({ keys })), afterMs);
    }

    exchangesByPath.set(path, (response) => {
      requests += 1;
      respond(response);
    });

    function answer(manner: Manner = {}): void {
      respond = (response) => send(response, manner);
    }

    return {
      jwksUri: `http://127.0.0.1:${port}${path}`,
      requests: () => requests,
      publish(...sets) {
        keys = sets.flatMap((set) => set.keys);
      },
      fallSilent() {
        inSilence = [];
        respond = (response) => void inSilence.push(response);
      },
      answer,
      answerAll(manner) {
        answer(manner);
        for (const response of inSilence) respond(response);
      },
    };
  }

  function close(): void {
    server.close();
    server.closeAllConnections();
  }

  return { add, close };
}
