import { inspect } from 'node:util';
import { ConfigError, type VerifiedToken } from 'cognito-guard';
import {
  createRevocationList,
  type FollowRedisOptions,
  followRedis,
  type RedisFollower,
  type RevocationList,
} from 'cognito-guard/revocation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeRedis } from '../support/fake-redis.ts';

type FakeRedis = ReturnType<typeof createFakeRedis>;

const HOUR_MS = 3_600_000;
const following: RedisFollower[] = [];
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 26, 12) });
});
afterEach(async () => {
  for (const { close } of following.splice(0)) close();
  await pass(10_000);
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** So much time passes without that anybody does anything, as for a machine that sleeps; then they have a moment. */
async function jump(ms: number): Promise<void> {
  vi.setSystemTime(Date.now() + ms);
  await pass(1_500);
}

/** What a promise comes to while time passes. */
async function settled<Value>(pending: Promise<Value>, ms = 5_100): Promise<Value> {
  pending.catch(() => {});
  await pass(ms);
  return pending;
}

async function follow(
  server: FakeRedis,
  { list = createRevocationList(), ...options }: FollowRedisOptions & { list?: RevocationList } = {},
) {
  const follower = await settled(followRedis(list, server.ioRedis(), options), 50);
  following.push(follower);
  return { list, ...follower };
}

function tokenOf(claims: object): VerifiedToken {
  const iat = Math.floor(Date.now() / 1000) - 60;
  const all = { sub: 'john', client_id: 'app', jti: 't', origin_jti: 's', iat, exp: iat + 3_600, ...claims };
  return { token_valid: true, token_use: 'access', claims: all, token: '' } as unknown as VerifiedToken;
}
const refuses = ({ isRevoked }: RevocationList, sub: string) => isRevoked(tokenOf({ sub }));

describe.each(['ioRedis', 'nodeRedis'] as const)('by a client of the form of %s', (form) => {
  it('what one process revokes is refused by the others at once', async () => {
    const server = createFakeRedis();
    const lists = [createRevocationList(), createRevocationList()] as const;
    for (const list of lists) following.push(await settled(followRedis(list, server[form]()), 50));
    await settled(lists[0].revoke({ user: 'jane' }), 3);
    await pass(5);
    for (const list of lists) expect([refuses(list, 'jane'), refuses(list, 'john')]).toEqual([true, false]);
  });

  it('opens two connections of its own, listens to their errors, and ends both', async () => {
    const server = createFakeRedis();
    const list = createRevocationList();
    const follower = await settled(followRedis(list, server[form]()), 50);
    await settled(list.revoke({ user: 'jane' }), 5);
    follower.close();
    await pass(5_000);
    expect(server.counts).toEqual({ opened: 2, ended: 2, errorListeners: 2 });
  });

  it('a server that is not there yet is waited for', async () => {
    const server = createFakeRedis();
    server.stop();
    const list = createRevocationList();
    const follower = followRedis(list, server[form]());
    const told = vi.fn();
    void follower.then(told);
    await pass(20_000);
    expect(told).not.toHaveBeenCalled();
    server.start();
    await pass(300);
    expect(told).toHaveBeenCalled();
    following.push(await follower);
  });
});

describe('a process that starts later', () => {
  it('knows what is alive, however much, when followRedis resolves', async () => {
    const server = createFakeRedis();
    const early = await follow(server);
    const revoking = Array.from({ length: 2_500 }, (_, number) => early.list.revoke({ user: `user-${number}` }));
    await settled(Promise.all(revoking), 1_000);
    const late = await follow(server);
    expect(late.list.size).toBe(2_500);
    expect(refuses(late.list, 'user-2499')).toBe(true);
  });

  it('brings what it knew before', async () => {
    const server = createFakeRedis();
    const early = await follow(server);
    const list = createRevocationList();
    await list.revoke({ user: 'jane' });
    await follow(server, { list });
    await pass(5);
    expect(refuses(early.list, 'jane')).toBe(true);
    expect(server.stored()).toEqual(['user jane']);
  });

  it('tells its listeners what others revoke', async () => {
    const server = createFakeRedis();
    const [one, other] = [await follow(server), await follow(server)];
    const heard = vi.fn();
    one.list.onRevoked(heard);
    await settled(other.list.revoke({ session: 's', until: new Date(Date.now() + HOUR_MS) }), 10);
    expect(heard.mock.calls).toEqual([[{ session: 's', until: expect.any(Date) }]]);
  });
});

describe('a process in step', () => {
  it('asks for what stands behind the last entry that it knows, and for the whole log no more', async () => {
    const server = createFakeRedis();
    const [one, other] = [await follow(server), await follow(server)];
    await settled(other.list.revoke({ user: 'jane' }), 10);
    await pass(2_000);
    const before = server.commands.length;
    await settled(other.list.revoke({ user: 'joe' }), 10);
    await pass(5_000);
    const ranges = server.commands.slice(before).filter(([name]) => name === 'XRANGE');
    expect(ranges.length).toBeGreaterThan(2);
    expect(ranges.filter(([, , from]) => from === '0-0')).toEqual([]);
    expect(refuses(one.list, 'joe')).toBe(true);
  });
});

describe('while the server is away', () => {
  it('an entry is in effect here, its caller is told after five seconds, and the others get it afterwards', async () => {
    const server = createFakeRedis();
    const [here, there] = [await follow(server), await follow(server)];
    server.stop();
    const revoked = here.list.revoke({ user: 'jane' });
    const told = vi.fn();
    revoked.catch(told);
    await pass(4_999);
    expect([refuses(here.list, 'jane'), refuses(there.list, 'jane'), told.mock.calls.length]).toEqual([true, false, 0]);
    await pass(1);
    await expect(revoked).rejects.toThrow(
      'The Redis server has not acknowledged the entry in time. It is in effect in this process, and the others get it ' +
        'when the server is back',
    );
    expect((await revoked.catch((error: unknown) => error)) as Error).toMatchObject({
      cause: new Error('connect ECONNREFUSED'),
    });
    expect(here.health()).toMatchObject({ unacknowledged: 1, lastError: 'connect ECONNREFUSED' });
    server.start();
    await pass(1_000);
    expect(refuses(there.list, 'jane')).toBe(true);
    expect(here.health()).toEqual({ status: 'fresh', ageSeconds: 0, unacknowledged: 0 });
  });

  it('is told by health() at once, with the number of entries that it has not acknowledged', async () => {
    const server = createFakeRedis();
    const { list, health } = await follow(server);
    expect(health()).toEqual({ status: 'fresh', ageSeconds: 0, unacknowledged: 0 });
    server.stop();
    for (const user of ['jane', 'joe', 'jane']) list.revoke({ user }).catch(() => {});
    await pass(200);
    expect(health()).toMatchObject({ status: 'stale', unacknowledged: 2, lastError: expect.any(String) });
  });

  it('an entry that is revoked again and again is sent once, with its last times', async () => {
    const server = createFakeRedis();
    const here = await follow(server);
    server.stop();
    const revoked = [];
    for (let second = 0; second < 3; second += 1) {
      revoked.push(here.list.revoke({ user: 'jane' }));
      await pass(1_000);
    }
    expect(here.health().unacknowledged).toBe(1);
    server.start();
    await settled(Promise.all(revoked), 1_000);
    expect(server.stored()).toEqual(['user jane']);
  });

  it('an entry that is over by the time the server is back is sent no more', async () => {
    const server = createFakeRedis();
    const here = await follow(server);
    server.stop();
    here.list.revoke({ token: 't', until: new Date(Date.now() + 1_000) }).catch(() => {});
    await jump(2 * HOUR_MS);
    // Entries that are over are forgotten as others come.
    for (const user of ['a', 'b', 'c']) here.list.revoke({ user }).catch(() => {});
    server.start();
    await pass(5_000);
    expect(server.stored().sort()).toEqual(['user a', 'user b', 'user c']);
  });

  it('an entry that is over already when it is revoked is sent to nobody, and its caller is told at once', async () => {
    const server = createFakeRedis();
    const { list, health } = await follow(server);
    const longAgo = new Date(Date.now() - 72 * HOUR_MS);
    await settled(list.revoke({ client: 'shop', before: longAgo }), 50);
    expect(health()).toMatchObject({ status: 'fresh', unacknowledged: 0 });
    expect(server.commands.filter(([name]) => name === 'EVAL')).toEqual([]);
  });

  it('what failed is told in words, without the command and what it holds', async () => {
    const server = createFakeRedis();
    const { list } = await follow(server);
    server.answerBy(() => {
      throw Object.assign(new Error('Socket closed'), { command: { name: 'eval', args: ['sub-of-jane'] } });
    });
    const refused = await settled(list.revoke({ user: 'sub-of-jane' })).catch((error: unknown) => error);
    expect(inspect(refused, { depth: 9 })).toContain('Socket closed');
    expect(inspect(refused, { depth: 9 })).not.toContain('sub-of-jane');
    server.answerBy(undefined);
  });

  it.each<readonly [FollowRedisOptions, number]>([
    [{}, 30],
    [{ maxAgeSeconds: 5 }, 5],
  ])('with %j tokens are judged for %i seconds, and then nobody can tell', async (options, seconds) => {
    const server = createFakeRedis();
    const { list, health } = await follow(server, options);
    server.hang(true);
    await pass((seconds - 2) * 1_000);
    expect(refuses(list, 'jane')).toBe(false);
    expect(health().status).toBe('stale');
    await pass(3_000);
    expect(() => refuses(list, 'jane')).toThrow(
      'The Redis server was not heard of for too long to know what is revoked',
    );
    expect(health()).toEqual({
      status: 'unavailable',
      ageSeconds: expect.any(Number),
      unacknowledged: 0,
      lastError: 'The Redis server did not answer in time',
    });
    server.hang(false);
    await pass(5_000);
    expect(refuses(list, 'jane')).toBe(false);
    expect(health().status).toBe('fresh');
  });

  it('tokens are judged by what is known, if the option says so', async () => {
    const server = createFakeRedis();
    const { list, health } = await follow(server, { onUnavailable: 'accept' });
    await settled(list.revoke({ user: 'jane' }), 10);
    server.stop();
    await pass(50_000);
    expect([refuses(list, 'jane'), refuses(list, 'john')]).toEqual([true, false]);
    expect(health().status).toBe('unavailable');
  });

  it('a connection that never answers is replaced', async () => {
    const server = createFakeRedis();
    const { list } = await follow(server);
    server.hang(true);
    await pass(5_000);
    server.hang(false);
    await settled(list.revoke({ user: 'jane' }), 5_000);
    expect(server.counts.opened).toBeGreaterThan(2);
    expect(server.counts.ended).toBe(server.counts.opened - 2);
  });
});

describe('a server that lost something', () => {
  it.each<readonly [string, (server: FakeRedis) => void]>([
    ['is emptied while all are connected', (server) => server.empty()],
    ['comes back empty', restartedAfter((server) => server.empty())],
    ['comes back without what came last', restartedAfter((server) => server.lose(2))],
    ['comes back as an empty one that has something new', restartedAfter(emptiedAndWrittenTo)],
  ])('and %s is filled again by those who know, each entry once', async (_, mishap) => {
    const server = createFakeRedis();
    const [one, other] = [await follow(server), await follow(server)];
    for (const user of ['a', 'b', 'c']) await settled(one.list.revoke({ user }), 10);
    mishap(server);
    await pass(5_000);
    const late = await follow(server);
    for (const { list } of [one, other, late]) {
      for (const user of ['a', 'b', 'c']) expect(refuses(list, user)).toBe(true);
    }
    const stored = server.stored();
    expect(new Set(stored).size).toBe(stored.length);
  });

  it('and loses what it acknowledged a moment ago, before anybody has read it, gets it again', async () => {
    const server = createFakeRedis();
    const [one, other] = [await follow(server), await follow(server)];
    await settled(one.list.revoke({ user: 'a' }), 10);
    const revoked = one.list.revoke({ user: 'b' });
    // A command travels for a millisecond each way: the entry is kept now, and the question of the readers is on its way.
    await pass(2);
    expect(server.stored()).toEqual(['user a', 'user b']);
    server.lose(1);
    await settled(revoked, 5_000);
    expect([refuses(one.list, 'b'), refuses(other.list, 'b')]).toEqual([true, true]);
    expect(server.stored()).toEqual(['user a', 'user b']);
  });

  it('in the middle of being read is read anew', async () => {
    const server = createFakeRedis();
    const { list } = await follow(server);
    await settled(Promise.all(Array.from({ length: 1_500 }, (_, n) => list.revoke({ token: `t${n}` }))), 500);
    const late = createRevocationList();
    const pending = followRedis(late, server.ioRedis());
    await pass(3);
    server.empty();
    following.push(await settled(pending, 5_000));
    expect(late.size).toBe(1_500);
  });

  it('and is filled by thousands of entries, while others write, is filled completely', async () => {
    const server = createFakeRedis();
    const [one, other] = [await follow(server), await follow(server)];
    await settled(Promise.all(Array.from({ length: 1_700 }, (_, n) => one.list.revoke({ token: `t${n}` }))), 500);
    server.empty();
    const more = Array.from({ length: 20 }, (_, n) => other.list.revoke({ session: `s${n}` }));
    await settled(Promise.all(more), 5_000);
    expect(new Set(server.stored()).size).toBe(1_720);
    expect(server.stored().length).toBeLessThanOrEqual(1_740);
  });
});

describe('processes that fill an emptied server together', () => {
  it('send no command with more entries than a batch, however often one of them comes too late', async () => {
    const server = createFakeRedis();
    const lists = Array.from({ length: 3 }, () => createRevocationList());
    for (const [of, list] of lists.entries())
      for (let entry = 0; entry < 1_100; entry += 1) await list.revoke({ session: `${of}-${entry}` });
    const followers = lists.map((list) => followRedis(list, server.ioRedis()));
    for (const follower of followers) following.push(await settled(follower, 1_000));
    const sent = server.commands.filter(([name]) => name === 'EVAL').map((parts) => (parts.length - 6) / 4);
    expect(Math.max(...sent)).toBe(500);
    expect(lists.map(({ size }) => size)).toEqual([3_300, 3_300, 3_300]);
  });
});

describe('the stream on the server', () => {
  it('is trimmed of what no token can be alive of, and keeps what lives longer', async () => {
    const server = createFakeRedis();
    const { list } = await follow(server);
    await settled(list.revoke({ client: 'c', before: new Date(Date.now() + 100 * HOUR_MS) }), 10);
    for (const user of ['a', 'b', 'c']) await settled(list.revoke({ user }), 10);
    await jump(25.9 * HOUR_MS);
    await settled(list.revoke({ user: 'd' }), 10);
    expect(server.stored()).toEqual(['client c', 'user a', 'user b', 'user c', 'user d']);
    await jump(0.2 * HOUR_MS);
    for (const user of ['e', 'f']) await settled(list.revoke({ user }), 10);
    expect(server.stored()).toEqual(['user d', 'user e', 'client c', 'user f']);
    // Everything that it stopped at is gone, and it still follows.
    const late = await follow(server);
    await settled(late.list.revoke({ user: 'g' }), 10);
    expect(refuses(list, 'g')).toBe(true);
  });

  it.each<readonly [string, readonly string[]]>([
    ['of an unknown kind', ['kind', 'group', 'id', 'a', 'before', '', 'until', '1795694400']],
    ['without times', ['kind', 'user', 'id', 'a', 'before', '', 'until', '1795694400']],
    ['with a time that it must not have', ['kind', 'token', 'id', 'a', 'before', '1', 'until', '1795694400']],
    ['with a time that is no number', ['kind', 'token', 'id', 'a', 'before', '', 'until', 'x']],
    ['with a time before that is no number', ['kind', 'user', 'id', 'a', 'before', 'x', 'until', '1795694400']],
    ['with a part of a second', ['kind', 'user', 'id', 'a', 'before', '1795694400.5', 'until', '1795694400']],
    ['with a time that is longer', ['kind', 'token', 'id', 'a', 'before', '', 'until', '1795694400000']],
    ['with a time and more', ['kind', 'token', 'id', 'a', 'before', '', 'until', 'x1795694400']],
    ['without its end', ['kind', 'token', 'id', 'a', 'before', '', 'until', '']],
    ['of other names', ['type', 'token', 'id', 'a', 'before', '', 'until', '1795694400']],
    ['of other fields', ['job', '1']],
  ])('that holds an entry %s is not followed', async (_, fields) => {
    const server = createFakeRedis();
    const { list, health } = await follow(server);
    server.write(fields);
    await pass(40_000);
    expect(() => refuses(list, 'jane')).toThrow('not heard of for too long');
    const message =
      'The stream holds an entry that this version of cognito-guard does not know: upgrade, or choose another key';
    expect(health()).toMatchObject({ status: 'unavailable', lastError: message });
    await expect(settled(followRedis(createRevocationList(), server.ioRedis()))).rejects.toThrow(message);
  });

  it('is known by the option key', async () => {
    const server = createFakeRedis();
    const { list } = await follow(server, { key: 'ours' });
    await settled(list.revoke({ user: 'jane' }), 10);
    const keys = server.commands.map(([name, ...rest]) => rest[{ XREAD: 5, EVAL: 2 }[name ?? ''] ?? 0]);
    expect(new Set(keys)).toEqual(new Set(['ours']));
  });
});

describe('an answer that will stay the same', () => {
  it.each([
    'WRONGTYPE Operation against a key holding the wrong kind of value',
    'NOAUTH Authentication required.',
    "NOPERM this user has no permissions to run the 'xrange' command",
    'MOVED 3999 127.0.0.1:6381',
    "ERR unknown command 'XRANGE'",
  ])('rejects followRedis, which leaves the list as it was: %s', async (message) => {
    const server = createFakeRedis();
    server.answerBy(() => Promise.reject(new Error(message)));
    const list = createRevocationList();
    await expect(settled(followRedis(list, server.ioRedis()))).rejects.toThrow(message);
    expect(refuses(list, 'jane')).toBe(false);
    await list.revoke({ user: 'jane' });
    server.answerBy(undefined);
    await follow(server, { list });
    expect(server.stored()).toEqual(['user jane']);
  });

  it('is told from one that passes, such as LOADING', async () => {
    const server = createFakeRedis();
    const words = ['LOADING Redis is loading the dataset in memory', 'ECONNRESET, MOVED by nobody'];
    server.answerBy(() => Promise.reject(new Error(words.pop() ?? 'LOADING')));
    const follower = followRedis(createRevocationList(), server.ioRedis());
    await pass(2_000);
    server.answerBy(undefined);
    following.push(await settled(follower, 500));
  });
});

describe('knowledge', () => {
  it.each([
    [3_000, 'fresh', false],
    [3_001, 'stale', false],
    [30_000, 'stale', false],
    [30_001, 'unavailable', true],
  ] as const)('that is %i ms old is %s', async (ageMs, status, throws) => {
    const server = createFakeRedis();
    let now = Date.now();
    const { list, health } = await follow(server, { list: createRevocationList({ now: () => now }) });
    now += ageMs;
    expect(health().status).toBe(status);
    const judge = () => refuses(list, 'jane');
    if (throws) expect(judge).toThrow('was not heard of for too long');
    else expect(judge()).toBe(false);
  });
});

describe('the connections', () => {
  it('have no limit of the time of a command, which would end each question for news, and wait until they are open', async () => {
    const server = createFakeRedis();
    const { list } = await follow(server);
    await settled(list.revoke({ user: 'jane' }), 10);
    const overrides = { commandTimeout: undefined, commandOptions: { timeout: undefined }, enableOfflineQueue: true };
    expect(server.overrides).toStrictEqual([overrides, overrides]);
  });
});

describe('the clock', () => {
  it.each<readonly [string, (now: number) => number]>([
    ['gives no number', () => Number.NaN],
    ['was set back by an hour', (now) => now - HOUR_MS],
    ['was set forward by an hour', (now) => now + HOUR_MS],
  ])('that %s makes nobody believe in old knowledge', async (_, change) => {
    const server = createFakeRedis();
    let changed: (now: number) => number = (now) => now;
    const { list } = await follow(server, { list: createRevocationList({ now: () => changed(Date.now()) }) });
    expect(refuses(list, 'jane')).toBe(false);
    server.hang(true);
    changed = change;
    expect(() => refuses(list, 'jane')).toThrow('not heard of for too long');
  });

  it('that gives no time is what health() and the error name', async () => {
    const server = createFakeRedis();
    let now = Date.now;
    const { list, health } = await follow(server, { list: createRevocationList({ now: () => now() }) });
    now = () => 0;
    const NO_TIME = 'now() gave no plausible time in milliseconds since 1970';
    expect(health()).toMatchObject({ status: 'unavailable', lastError: NO_TIME });
    expect(() => refuses(list, 'jane')).toThrow(expect.objectContaining({ cause: NO_TIME }));
    now = Date.now;
    await pass(20_000);
    expect(health()).not.toHaveProperty('lastError');
  });

  it('that is set back while the server is away makes no old knowledge young', async () => {
    const server = createFakeRedis();
    let behind = 0;
    const list = createRevocationList({ now: () => Date.now() - behind });
    await follow(server, { list });
    server.stop();
    await pass(20_000);
    behind = 40_000;
    await pass(20_000);
    expect(() => list.isRevoked(tokenOf({}))).toThrow('was not heard of');
  });

  it('that was set back a little refuses nobody', async () => {
    const server = createFakeRedis();
    let offset = 0;
    const { list } = await follow(server, { list: createRevocationList({ now: () => Date.now() + offset }) });
    offset = -2_000;
    expect(refuses(list, 'jane')).toBe(false);
  });
});

describe('close', () => {
  it('ends what is under way in words, and from then on the knowledge grows old', async () => {
    const server = createFakeRedis();
    const { list, close, health } = await follow(server);
    server.stop();
    const pending = list.revoke({ user: 'jane' });
    close();
    await expect(settled(pending, 0)).rejects.toThrow('followRedis was closed before the Redis server acknowledged');
    await expect(settled(list.revoke({ user: 'john' }), 0)).rejects.toThrow('in effect in this process alone');
    expect(refuses(list, 'john')).toBe(true);
    await pass(10_000);
    expect(health().lastError).toBe('followRedis was closed');
    const sent = server.commands.length;
    server.start();
    await pass(60_000);
    expect(server.commands.length).toBe(sent);
    expect(() => refuses(list, 'jane')).toThrow('not heard of for too long');
  });
});

describe('a wrong argument', () => {
  const client = createFakeRedis().ioRedis();
  const call = (...given: unknown[]) => Reflect.apply(followRedis, undefined, given) as Promise<RedisFollower>;

  it.each<readonly [string, readonly unknown[], string]>([
    ['null', [null, client], 'takes a list of createRevocationList'],
    ['no list', [undefined, client], 'takes a list of createRevocationList'],
    ['another list', [{ isRevoked: () => false }, client], 'takes a list of createRevocationList'],
    ['no client', [createRevocationList(), undefined], 'one that has duplicate()'],
    ['a URL', [createRevocationList(), 'redis://127.0.0.1'], 'one that has duplicate()'],
    ['another option', [createRevocationList(), client, { channel: 'x' }], "options has an unknown member 'channel'"],
    ['a wrong word', [createRevocationList(), client, { onUnavailable: 'deny' }], "must be 'refuse' or 'accept'"],
    ['an age too small', [createRevocationList(), client, { maxAgeSeconds: 2 }], 'maxAgeSeconds must be'],
    ['an empty key', [createRevocationList(), client, { key: '' }], 'key must be a non-empty string'],
    ['options that are undefined', [createRevocationList(), client, undefined], 'The last argument is undefined'],
    ['one too many', [createRevocationList(), client, {}, {}], 'followRedis(list, client, options) takes'],
  ])('such as %s is a ConfigError', async (_, given, message) => {
    await expect(call(...given)).rejects.toThrow(ConfigError);
    await expect(call(...given)).rejects.toThrow(message);
  });

  it('is a list that is followed already', async () => {
    const { list } = await follow(createFakeRedis());
    await expect(call(list, client)).rejects.toThrow('followRedis was called for this list before: call it once');
  });
});

function restartedAfter(change: (server: FakeRedis) => void) {
  return (server: FakeRedis) => {
    server.stop();
    change(server);
    server.start();
  };
}

function emptiedAndWrittenTo(server: FakeRedis): void {
  server.empty();
  server.write(['kind', 'token', 'id', 'new', 'before', '', 'until', String(Math.floor(Date.now() / 1000) + 3_600)]);
}
