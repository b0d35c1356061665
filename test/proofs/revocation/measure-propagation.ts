import { startFollower } from './follower-process.ts';
import { CLIENTS, installClients } from './redis-clients.ts';
import { createRedisServer } from './redis-server.ts';

/**
 * Revokes that many users, one after the other and each by the next process, and measures from the call of `revoke` until the last
 * process refuses. Milliseconds, in ascending order.
 */
export async function measurePropagation(processes: number, revocations: number): Promise<readonly number[]> {
  installClients();
  const server = await createRedisServer('redis-server', { keeps: true });
  await server.start();
  const starting = Array.from({ length: processes }, (_, number) =>
    startFollower(CLIENTS[number % CLIENTS.length] ?? CLIENTS[0], server.port),
  );
  const followers = await Promise.all(starting);
  try {
    const users = Array.from({ length: revocations }, (_, number) => `user-${number}`);
    const startedAt: number[] = [];
    for (const [number, user] of users.entries()) {
      const answer = await followers[number % processes]?.ask({ ask: 'revoke', user });
      startedAt.push(answer?.startedAt ?? Number.NaN);
    }
    const heardAt = await Promise.all(followers.map((follower) => timesOf(follower, users)));
    const took = startedAt.map(
      (start, number) => Math.max(...heardAt.map((times) => times[number] ?? Number.NaN)) - start,
    );
    return took.sort((a, b) => a - b);
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
