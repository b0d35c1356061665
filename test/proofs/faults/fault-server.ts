import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Behaviour, HEALTHY, type KeySetJson } from './faults.ts';

export interface FaultServer {
  readonly jwksUri: string;
  /** How many requests arrived, answered or not. */
  requests(): number;
  openSockets(): number;
  behave(behaviour: Behaviour): void;
  /** Cuts every connection, as a load balancer does while a process is frozen. */
  cutConnections(): void;
  close(): Promise<void>;
}

/** A key endpoint on a real loopback socket that behaves as told. With `tls`, over https. */
export async function startFaultServer(
  jwks: () => KeySetJson,
  { tls, path = '/jwks.json' }: { tls?: { key: string; cert: string }; path?: string } = {},
): Promise<FaultServer> {
  let behaviour = HEALTHY;
  let requests = 0;
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    requests += 1;
    // A caller that went away makes writing fail, which is not what is tested.
    response.on('error', () => {});
    behaviour({ request, response, jwks: jwks() });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cutConnections = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    jwksUri: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}${path}`,
    requests: () => requests,
    openSockets: () => sockets.size,
    behave(next) {
      behaviour = next;
    },
    cutConnections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutConnections();
      }),
  };
}
