import { randomUUID } from 'node:crypto';
import { createRedisLink } from '../../../src/revocation/redis-link.ts';
import { startFollower } from './follower-process.ts';
import { CLIENTS, createClient, installClients } from './redis-clients.ts';
import { createRedisServer, SERVER } from './redis-server.ts';

interface Propagation {
  /** From each call of `revoke` until the last process refuses. Milliseconds, in ascending order. */
  readonly took: readonly number[];
  /** What all entries take in the memory of the server. */
  readonly bytesOnServer: number;
}

/** Revokes that many users, one after the other and each by the next process. */
export async function measurePropagation(processes: number, revocations: number): Promise<Propagation> {
  installClients();
  const server = await createRedisServer(SERVER, { keeps: true });
  await server.start();
  const starting = Array.from({ length: processes }, (_, number) =>
    startFollower(CLIENTS[number % CLIENTS.length] ?? CLIENTS[0], server.port),
  );
  const followers = await Promise.all(starting);
  try {
    const users = Array.from({ length: revocations }, () => randomUUID());
    const startedAt: number[] = [];
    for (const [number, user] of users.entries()) {
      const answer = await followers[number % processes]?.ask({ ask: 'revoke', user });
      startedAt.push(answer?.startedAt ?? Number.NaN);
    }
    const heardAt = await Promise.all(followers.map((follower) => timesOf(follower, users)));
    const took = startedAt.map(
      (start, number) => Math.max(...heardAt.map((times) => times[number] ?? Number.NaN)) - start,
    );
    return { took: took.sort((a, b) => a - b), bytesOnServer: await bytesOf('cognito-guard:revocations', server.port) };
  } finally {
    await Promise.all(followers.map(({ kill }) => kill()));
    await server.remove();
  }
}

/** When a process heard of each user; asked until it has heard of all. */
async function timesOf({ ask }: Awaited<ReturnType<typeof startFollower>>, users: readonly string[]) {
  for (;;) {
    const times = (await ask({ ask: 'refused', users }))?.heardAt ?? [];
    if (!times.includes(undefined)) return times.map(Number);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function bytesOf(key: string, port: number): Promise<number> {
  const { command, close } = createRedisLink(createClient('redis', port));
  try {
    return Number(await command(['MEMORY', 'USAGE', key, 'SAMPLES', '0']));
  } finally {
    close();
  }
}
