import { type AddressInfo, createServer, Socket } from 'node:net';

/** A listener that tokens name and nobody may call, and a count of every outgoing connection of this process. */
export async function openSentinel() {
  let connections = 0;
  let outgoing = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function countedConnect(this: Socket, ...args: unknown[]) {
    outgoing += 1;
    return Reflect.apply(connect, this, args);
  } as typeof connect;

  return {
    url: `https://127.0.0.1:${port}/sentinel/jwks.json`,
    port,
    connections: () => connections,
    outgoing: () => outgoing,
    close: () => {
      Socket.prototype.connect = connect;
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
