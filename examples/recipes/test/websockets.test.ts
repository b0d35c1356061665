import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { Guard } from 'cognito-guard';
import { createRevocationList, type RevocationEntry } from 'cognito-guard/revocation';
import { io as connectClient } from 'socket.io-client';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { attachSocketIo } from '../socket-io.ts';
import { attachWebSockets } from '../ws.ts';
import { listen } from './loopback.ts';
import { type Answer, describeRecipe, type KeyEndpoint, pool, verifierFor } from './recipe-contract.ts';

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

const tokenThatExpiresSoon = () => pool.accessToken({ exp: Math.floor(Date.now() / 1000) + 1 });
/** For that token: on a busy machine the handshake may take longer than it lives, and must accept it all the same. */
const LENIENT = { clockToleranceSeconds: 3_600 };

const CLAIMS = { sub: 'jane', jti: 'token', origin_jti: 'session' };
const NAMING: readonly [entry: RevocationEntry][] = [
  [{ user: 'jane' }],
  [{ session: 'session' }],
  [{ token: 'token' }],
  [{ client: pool.clientId }],
];
const AN_HOUR_AGO = () => new Date(Date.now() - 3_600_000);
const LONGEST_MS = 1_000;

describe('ws.ts', () => {
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const protocols = (token?: string) => (token === undefined ? [] : ['bearer', token]);

  async function start(endpoint: KeyEndpoint, groups?: string[], options = {}): Promise<string> {
    const server = createServer();
    const guard = groups === undefined ? {} : { groups };
    const sockets = attachWebSockets(server, verifierFor(endpoint, options), guard);
    sockets.on('connection', (socket) => socket.send('welcome'));
    const origin = await listen(server);
    closing.push(() => sockets.close());
    return origin.replace('http', 'ws');
  }

  /** Opens a socket; the answer to its handshake, and the socket if it was opened. */
  function open(socket: WebSocket): Promise<Answer> {
    closing.push(() => socket.terminate());
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('open', () => resolve({ status: 200, headers: new Headers(), body: '' }));
      socket.once('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
          resolve({
            status: response.statusCode ?? 0,
            headers: new Headers(Object.fromEntries(headers)),
            body: String(Buffer.concat(chunks)),
          });
        });
      });
    });
  }

  describeRecipe('for browsers, which send the token as a protocol', async (endpoint) => {
    const ask = async (token?: string, groups?: string[]) =>
      open(new WebSocket(await start(endpoint, groups), protocols(token)));
    return { asMember: (token) => ask(token), asModerator: (token) => ask(token, ['moderators']) };
  });

  describeRecipe('for clients that send the header', async (endpoint) => {
    const ask = async (token?: string, groups?: string[]) =>
      open(new WebSocket(await start(endpoint, groups), token === undefined ? {} : bearer(token)));
    return { asMember: (token) => ask(token), asModerator: (token) => ask(token, ['moderators']) };
  });

  it('answers with the protocol bearer, and never with the token', async () => {
    const socket = new WebSocket(await start('up'), protocols(await pool.accessToken()));
    await open(socket);
    expect(socket.protocol).toBe('bearer');
  });

  it('is refused for a bad header beside a good protocol', async () => {
    const expired = bearer(await pool.accessToken({ exp: 1 }));
    const { status } = await open(new WebSocket(await start('up'), protocols(await pool.accessToken()), expired));
    expect(status).toBe(401);
  });

  it('closes the socket with 4401 when the token expires', async () => {
    const socket = new WebSocket(await start('up', undefined, LENIENT), protocols(await tokenThatExpiresSoon()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await open(socket);
    expect(await closed).toBe(4401);
  });

  async function startWithList(guard: (list: ReturnType<typeof createRevocationList>) => Guard = () => ({})) {
    const list = createRevocationList();
    const server = createServer();
    const verifier = verifierFor('up', { isRevoked: list.isRevoked });
    const sockets = attachWebSockets(server, verifier, guard(list), list);
    closing.push(() => sockets.close());
    const url = (await listen(server)).replace('http', 'ws');
    const connectAs = async (claims: object) => {
      const socket = new WebSocket(url, protocols(await pool.accessToken({ ...claims })));
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      return { socket, closed, status: (await open(socket)).status };
    };
    return { list, sockets, connectAs };
  }

  it.each(NAMING)('closes the sockets that %o names with 4401, and lets them in no more', async (entry) => {
    const { list, connectAs } = await startWithList();
    const named = [await connectAs(CLAIMS), await connectAs(CLAIMS)];
    const revokedAt = performance.now();
    await list.revoke(entry);
    for (const { closed } of named) expect(await closed).toBe(4401);
    expect(performance.now() - revokedAt).toBeLessThan(LONGEST_MS);
    expect((await connectAs(CLAIMS)).status).toBe(401);
  });

  it('leaves all others open, and those of the user that are younger than the entry', async () => {
    const { list, sockets, connectAs } = await startWithList();
    await connectAs({ sub: 'jack' });
    await connectAs(CLAIMS);
    const openOnes = () => [...sockets.clients].filter(({ readyState }) => readyState === WebSocket.OPEN).length;
    await list.revoke({ user: 'jane', before: AN_HOUR_AGO() });
    await list.revoke({ user: 'jill' });
    expect(openOnes()).toBe(2);
    await list.revoke({ user: 'jane' });
    expect(openOnes()).toBe(1);
  });

  it('is rid of a client that does not answer the close', async () => {
    const { list, sockets, connectAs } = await startWithList();
    const { socket } = await connectAs(CLAIMS);
    socket.pause();
    const [onServer] = sockets.clients;
    const gone = new Promise((resolve) => onServer?.once('close', resolve));
    const revokedAt = performance.now();
    await list.revoke({ user: 'jane' });
    await gone;
    expect(performance.now() - revokedAt).toBeLessThan(LONGEST_MS);
  });

  it('lets in no token that is revoked while its handshake waits for a check', async () => {
    const { connectAs } = await startWithList((list) => ({
      check: async () => {
        await list.revoke({ user: 'jane' });
        return true;
      },
    }));
    expect((await connectAs(CLAIMS)).status).toBe(401);
  });

  it('closes a socket whose token is revoked after all was asked about it, and before it is open', async () => {
    const { connectAs } = await startWithList((list) => ({
      check: () => {
        void list.revoke({ user: 'jane' });
        return true;
      },
    }));
    expect(await (await connectAs(CLAIMS)).closed).toBe(4401);
  });

  it('survives a client that resets its connection while its token is verified', async () => {
    const server = createServer();
    const verifier = verifierFor('up');
    const gone = new Promise<void>((resolve) => {
      server.once('connection', (socket) => socket.once('close', () => resolve()));
    });
    const asked = new Promise<void>((resolve) => {
      const verify = (token?: string | null) => {
        resolve();
        return gone.then(() => verifier.verify(token));
      };
      attachWebSockets(server, { verify }, {});
    });
    const { port, host } = new URL(await listen(server));
    const token = await pool.accessToken();

    const socket = connect(Number(port), '127.0.0.1');
    const head = [
      'GET / HTTP/1.1',
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
      `Authorization: Bearer ${token}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    await asked;
    socket.resetAndDestroy();
    await gone;
    expect((await open(new WebSocket(`ws://${host}`, protocols(token)))).status).toBe(200);
  });

  it('answers 500, and lives on, when something of the server breaks', async () => {
    const server = createServer();
    attachWebSockets(server, { verify: () => Promise.reject(new Error('a bug of ours')) }, {});
    const url = (await listen(server)).replace('http', 'ws');
    for (const _ of [1, 2]) expect((await open(new WebSocket(url, protocols('token')))).status).toBe(500);
  });
});

describe('socket-io.ts', () => {
  async function start(endpoint: KeyEndpoint, options = {}): Promise<string> {
    const server = createServer();
    const io = attachSocketIo(server, verifierFor(endpoint, options));
    closing.push(() => void io.close());
    return listen(server);
  }

  const clientOf = (url: string, token: string | undefined, transport: string) => {
    const client = connectClient(url, {
      auth: { token },
      transports: [transport],
      reconnection: false,
      forceNew: true,
    });
    closing.push(() => void client.close());
    return client;
  };
  type Client = ReturnType<typeof clientOf>;

  /** What the client is told, as the answer that it would have been over HTTP. */
  const connected = (client: Client) =>
    new Promise<Answer>((resolve) => {
      client.once('connect', () => resolve({ status: 200, headers: new Headers(), body: '' }));
      client.once('connect_error', (error: Error & { data?: Record<string, unknown> }) => {
        const { status, challenge, retryAfter, ...body } = error.data ?? {};
        const headers = new Headers();
        if (typeof challenge === 'string') headers.set('www-authenticate', challenge);
        if (typeof retryAfter === 'string') headers.set('retry-after', retryAfter);
        resolve({ status: Number(status), headers, body: JSON.stringify(body) });
      });
    });

  for (const transport of ['websocket', 'polling']) {
    describeRecipe(`over ${transport}`, async (endpoint) => {
      const origin = await start(endpoint);
      return {
        asMember: (token) => connected(clientOf(origin, token, transport)),
        asModerator: (token) => connected(clientOf(`${origin}/moderators`, token, transport)),
      };
    });

    it(`disconnects the client when its token expires, over ${transport}`, async () => {
      const client = clientOf(await start('up', LENIENT), await tokenThatExpiresSoon(), transport);
      const disconnected = new Promise((resolve) => client.once('disconnect', resolve));
      expect((await connected(client)).status).toBe(200);
      expect(await disconnected).toBe('io server disconnect');
    });
  }

  it.each(NAMING)('disconnects the clients that %o names, and lets them in no more', async (entry) => {
    const list = createRevocationList();
    const server = createServer();
    const io = attachSocketIo(server, verifierFor('up', { isRevoked: list.isRevoked }), list);
    closing.push(() => void io.close());
    const url = await listen(server);
    const token = await pool.accessToken(CLAIMS);
    const tokenOfJack = await pool.accessToken({ sub: 'jack', jti: 'another token', origin_jti: 'another session' });
    // From here to the listeners nothing is waited for, or a client may be connected before anybody listens.
    const named = [clientOf(url, token, 'websocket'), clientOf(url, token, 'polling')];
    const other = clientOf(url, tokenOfJack, 'websocket');
    const disconnected = named.map((client) => new Promise((resolve) => client.once('disconnect', resolve)));
    const answers = await Promise.all([...named, other].map(connected));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);

    await list.revoke({ user: 'jane', before: AN_HOUR_AGO() });
    expect(io.sockets.sockets.size).toBe(3);
    const revokedAt = performance.now();
    await list.revoke(entry);
    for (const each of disconnected) expect(await each).toBe('io server disconnect');
    expect(performance.now() - revokedAt).toBeLessThan(LONGEST_MS);
    expect(io.sockets.sockets.size).toBe('client' in entry ? 0 : 1);
    const again = clientOf(url, await pool.accessToken(CLAIMS), 'websocket');
    expect((await connected(again)).status).toBe(401);
  });

  it('guards every namespace, also one that is not the first of its connection', async () => {
    const client = clientOf(await start('up'), await pool.accessToken(), 'websocket');
    await connected(client);
    const second = client.io.socket('/moderators', { auth: client.auth });
    const answer = connected(second as Client);
    second.connect();
    expect((await answer).status).toBe(403);
  });

  it.each([[{ toString: 1 }], [['a', 'b']], [7], [null]])('refuses what is no text for a token: %j', async (token) => {
    const client = clientOf(await start('up'), token as never, 'websocket');
    expect((await connected(client)).status).toBe(401);
  });
});
