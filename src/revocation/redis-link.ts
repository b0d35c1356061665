import { beforeDeadline } from '../deadline.ts';
import { messagesOf } from '../errors.ts';
import { REDIS_POLICY } from './redis-policy.ts';

/** A connection of node-redis (5 and later), as far as it is used here. */
interface NodeRedisConnection {
  connect(): Promise<unknown>;
  sendCommand(command: string[]): Promise<unknown>;
  destroy(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** A connection of ioredis (5 and later), as far as it is used here. It connects by itself. */
interface IoRedisConnection {
  call(command: string, ...values: string[]): Promise<unknown>;
  disconnect(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** A client of node-redis or ioredis to one server (not to a cluster): it is duplicated, and not used itself. */
export interface RedisClientLike {
  duplicate(overrides?: object): NodeRedisConnection | IoRedisConnection;
}

interface Connection {
  readonly send: (command: string[]) => Promise<unknown>;
  readonly end: () => void;
}

/**
 * A question for news is meant to take long, so no limit of the user's on the time of a command may end it. `commandOptions` is
 * replaced as a whole, so that a `typeMapping` of the user's goes too: replies are to be text. The first command waits for the connection.
 */
const OVERRIDES = { commandTimeout: undefined, commandOptions: { timeout: undefined }, enableOfflineQueue: true };

/**
 * A connection of our own. One that failed in any way is thrown away and replaced with the next command, because a
 * server that vanished without a word would otherwise be waited for until the system gives up.
 */
export function createRedisLink(client: RedisClientLike) {
  let connection: Connection | undefined;
  let isClosed = false;

  async function command(parts: string[], withinMs: number = REDIS_POLICY.answerWithin): Promise<unknown> {
    if (isClosed) throw new Error('followRedis was closed');
    connection ??= open(client);
    const used = connection;
    try {
      return await beforeDeadline(withinMs, used.send(parts), 'The Redis server did not answer in time');
    } catch (error) {
      drop(used);
      // The words alone: ioredis keeps the command on its errors, with claims and the password in it.
      throw new Error(messagesOf(error));
    }
  }

  function drop(failed: Connection): void {
    if (connection !== failed) return;
    connection = undefined;
    failed.end();
  }

  function close(): void {
    isClosed = true;
    if (connection !== undefined) drop(connection);
  }

  return { command, close };
}

export type RedisLink = ReturnType<typeof createRedisLink>;

function open(client: RedisClientLike): Connection {
  const duplicate = client.duplicate(OVERRIDES);
  // Each failure rejects a command as well. Without a listener, node-redis would end the process and ioredis would write to the console.
  duplicate.on('error', () => {});
  // Both have a `sendCommand`, but that of ioredis takes objects of its own.
  if ('call' in duplicate) {
    return { send: ([name = '', ...values]) => duplicate.call(name, ...values), end: () => duplicate.disconnect() };
  }
  const connected = duplicate.connect();
  // It is awaited with each command, and not before the first.
  connected.catch(() => {});
  return {
    async send(parts) {
      await connected;
      return duplicate.sendCommand(parts);
    },
    end() {
      try {
        duplicate.destroy();
      } catch {
        // node-redis throws if it never was connected; then there is nothing to end.
      }
    },
  };
}
