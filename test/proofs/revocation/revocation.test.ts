import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRevocationList } from '../../../src/revocation/create-revocation-list.ts';
import { followRedis } from '../../../src/revocation/follow-redis.ts';
import { createRedisLink } from '../../../src/revocation/redis-link.ts';
import { type Follower, startFollower } from './follower-process.ts';
import { measurePropagation } from './measure-propagation.ts';
import { CLIENTS, createClient, installClients } from './redis-clients.ts';
import { createRedisServer, isInstalled } from './redis-server.ts';

// Real servers, real clients and real processes, which are killed, paused and started again at every step of a revocation.

const SERVERS = ['redis-server', 'valkey-server'].filter((binary) => {
  const found = isInstalled(binary);
  if (!found) console.warn(`${binary} is not installed, so it is left out here`);
  return found;
});
const PAGE = readFileSync(new URL('../../../docs/revocation.md', import.meta.url), 'utf8');
/** The command that the page tells users to give the server. */
const [ACCOUNT = ''] = /^ACL SETUSER .*$/m.exec(PAGE) ?? [];
const PASSWORD = 'a-password';
const PAUSE_MS = 1_200;
/** Longer than a connection is waited for. */
const LONG_PAUSE_MS = 5_000;

beforeAll(installClients);

it('there is a Redis server to try: apt-get install redis-server', () => {
  expect(SERVERS).toContain('redis-server');
});

it('what one of eight processes revokes is refused by all within a second', async () => {
  const { took } = await measurePropagation(8, 40);
  expect(took).toHaveLength(40);
  // Not of every one: the machine may stop a process for a second by itself.
  expect(took[20]).toBeLessThan(1_000);
});

type Server = Awaited<ReturnType<typeof createRedisServer>>;
interface World {
  readonly server: Server;
  readonly followers: Follower[];
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const clientOf = (number: number) => CLIENTS[number % CLIENTS.length] ?? CLIENTS[0];

/** What is done to the server, to the process that revokes, or to another one. */
const MISHAPS: Readonly<Record<string, (world: World) => Promise<void>>> = {
  'nothing happens': async () => {},
  'the server is killed and started again': async ({ server }) => {
    await server.kill();
    await server.start();
  },
  'the server is paused': async ({ server }) => {
    server.pause();
    await pause(PAUSE_MS);
    server.goOn();
  },
  'the server is paused for longer than anybody waits': async ({ server }) => {
    server.pause();
    await pause(LONG_PAUSE_MS);
    server.goOn();
  },
  'another process is paused': async ({ followers }) => {
    followers.at(-1)?.pause();
    await pause(PAUSE_MS);
    followers.at(-1)?.goOn();
  },
  'another process is killed, and a new one started': async ({ server, followers }) => {
    await followers.pop()?.kill();
    followers.push(await startFollower(clientOf(followers.length), server.port));
  },
  'the process that revokes is paused': async ({ followers }) => {
    followers[0]?.pause();
    await pause(PAUSE_MS);
    followers[0]?.goOn();
  },
};

/** The step of a revocation at which it happens. */
const STEPS = ['before it', 'under way', 'as soon as it is acknowledged'] as const;

async function expectRefusedByAll({ followers }: World, users: readonly string[], strangers: readonly string[]) {
  const everyone = [...users, ...strangers];
  const wanted = everyone.map((user) => users.includes(user));
  await vi.waitFor(
    async () => {
      const answers = await Promise.all(followers.map(({ ask }) => ask({ ask: 'refused', users: everyone })));
      for (const answer of answers) expect(answer?.refused).toEqual(wanted);
    },
    { timeout: 30_000, interval: 20 },
  );
}

describe.each(SERVERS)('by %s', (binary) => {
  describe.each([2, 8])('with %i processes', (count) => {
    let world: World;
    const revoked: string[] = [];
    beforeAll(async () => {
      const server = await createRedisServer(binary, { keeps: true });
      await server.start();
      const starting = Array.from({ length: count }, (_, number) => startFollower(clientOf(number), server.port));
      world = { server, followers: await Promise.all(starting) };
    });
    afterAll(async () => {
      await Promise.all(world.followers.map(({ kill }) => kill()));
      await world.server.remove();
    });

    describe.each(Object.entries(MISHAPS))('when %s', (mishap, happen) => {
      it.each(STEPS)('%s, what was revoked is refused by all, and nothing else', async (step) => {
        const user = `${mishap}, ${step}`;
        if (step === 'before it') await happen(world);
        const revoking = world.followers[0]?.ask({ ask: 'revoke', user });
        if (step === 'under way') await happen(world);
        const answer = await revoking;
        if (step === 'as soon as it is acknowledged') await happen(world);
        // The one who revokes is told of a failure where the server is away for too long; the entry arrives all the same.
        if (!mishap.includes('longer than anybody waits')) expect(answer).toMatchObject({ acknowledged: true });
        revoked.push(user);
        await expectRefusedByAll(world, revoked, ['nobody', `${user}, or not`]);
      });
    });

    it('and a process that starts last knows all of it', async () => {
      const late = await startFollower(clientOf(count), world.server.port);
      world.followers.push(late);
      const answer = await late.ask({ ask: 'refused', users: [...revoked, 'nobody'] });
      expect(answer?.refused).toEqual([...revoked.map(() => true), false]);
    });
  });

  describe('with an account that may do what docs/revocation.md says, and nothing else', () => {
    let server: Server;
    beforeAll(async () => {
      server = await createRedisServer(binary, { keeps: false });
      await server.start();
      const { command, close } = createRedisLink(createClient('redis', server.port));
      await command(ACCOUNT.replace('PASSWORD', PASSWORD).split(' '));
      // An entry of long ago, which whoever revokes next has to delete.
      const [key, fields] = ['cognito-guard:revocations', ['kind', 'user', 'id', 'jane', 'before', '1', 'until', '2']];
      await command(['XADD', key, '1-0', ...fields]);
      close();
    });
    afterAll(() => server.remove());

    it.each(CLIENTS)('%s shares what is revoked', async (name) => {
      const warn = vi.spyOn(console, 'warn');
      const follow = async () => {
        const list = createRevocationList();
        const credentials = { username: 'cognito-guard', password: PASSWORD };
        return { list, ...(await followRedis(list, createClient(name, server.port, credentials))) };
      };
      const [one, another] = [await follow(), await follow()];
      await one.list.revoke({ user: name });
      await vi.waitFor(() => expect(another.list.size).toBe(one.list.size), { timeout: 5_000 });
      for (const { health, close } of [one, another]) {
        expect(health()).toEqual({ status: 'fresh', ageSeconds: expect.any(Number), unacknowledged: 0 });
        close();
      }
      expect(warn).not.toHaveBeenCalled();
    });

    it('cannot read another key', async () => {
      const client = createClient('redis', server.port, { username: 'cognito-guard', password: PASSWORD });
      await expect(followRedis(createRevocationList(), client, { key: 'another' })).rejects.toThrow('NOPERM');
    });
  });

  it('a server that comes back empty is filled again, also by entries that were revoked while it was away', async () => {
    const server = await createRedisServer(binary, { keeps: false });
    await server.start();
    const followers = await Promise.all(CLIENTS.map((client) => startFollower(client, server.port)));
    const world = { server, followers };
    for (const [number, { ask }] of followers.entries()) await ask({ ask: 'revoke', user: `before ${number}` });
    await server.kill();
    const pending = followers.map(({ ask }, number) => ask({ ask: 'revoke', user: `meanwhile ${number}` }));
    await pause(300);
    await server.start();
    for (const answer of await Promise.all(pending)) expect(answer).toMatchObject({ acknowledged: true });
    const users = followers.flatMap((_, number) => [`before ${number}`, `meanwhile ${number}`]);
    await expectRefusedByAll(world, users, ['nobody']);
    // The server knows it again, and not the processes alone.
    followers.push(await startFollower('redis', server.port));
    await expectRefusedByAll(world, users, ['nobody']);
    await Promise.all(followers.map(({ kill }) => kill()));
    await server.remove();
  });
});
