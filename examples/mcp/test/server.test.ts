import { readFileSync } from 'node:fs';
import * as v2 from '@modelcontextprotocol/client';
import { UnauthorizedError as UnauthorizedErrorOfV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client as ClientOfV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportOfV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createCognitoVerifier } from 'cognito-guard';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSession, signInInBrowser, startNotes } from './notes-world.ts';

type World = Awaited<ReturnType<typeof startNotes>>;
type Session = ReturnType<typeof createSession>;

/** What both SDKs can do, in the words that they share. */
interface McpClient {
  connect(): Promise<void>;
  finishAuth(code: string): Promise<void>;
  call(name: string, given?: Record<string, string>): Promise<unknown>;
  close(): Promise<void>;
}

const NAME = { name: 'test', version: '1.0.0' };
type Join = (world: World, authProvider: Session) => McpClient;

const joinWithV1: Join = ({ url, exchanges }, authProvider) => {
  const client = new ClientOfV1(NAME);
  const transport = new TransportOfV1(url, { authProvider, fetch: exchanges.fetch });
  return {
    // The type of its transport is not the one that its client takes, where undefined has to be written out.
    connect: () => client.connect(transport as unknown as Parameters<typeof client.connect>[0]),
    finishAuth: (code) => transport.finishAuth(code),
    call: async (name, given = {}) => (await client.callTool({ name, arguments: given })).content,
    close: () => client.close(),
  };
};

const joinWithV2 = (mode: 'legacy' | 'auto'): Join => {
  return ({ url, exchanges }, authProvider) => {
    const client = new v2.Client(NAME, { versionNegotiation: { mode } });
    const transport = new v2.StreamableHTTPClientTransport(url, { authProvider, fetch: exchanges.fetch });
    return {
      connect: () => client.connect(transport),
      finishAuth: (code) => transport.finishAuth(code),
      call: async (name, given = {}) => (await client.callTool({ name, arguments: given })).content,
      close: () => client.close(),
    };
  };
};

/** In the background clients of that protocol ask for a stream of messages, which this server does not have. */
const LISTENING = 'GET /mcp -> 405';
const HANDSHAKE_OF_2025 = ['POST /mcp initialize -> 200', 'POST /mcp notifications/initialized -> 202', LISTENING];

describe.each<readonly [string, Join, string, readonly string[], { keepsRefreshToken: boolean }]>([
  // After a 403 SDK v1 refreshes, gets the same scopes again, and gives up. Only without a refresh token does it send the user
  // to the login for the further scope.
  ['SDK v1', joinWithV1, 'initialize', HANDSHAKE_OF_2025, { keepsRefreshToken: false }],
  ['SDK v2, protocol of 2025', joinWithV2('legacy'), 'initialize', HANDSHAKE_OF_2025, { keepsRefreshToken: true }],
  [
    'SDK v2, protocol of 2026',
    joinWithV2('auto'),
    'server/discover',
    ['POST /mcp server/discover -> 200'],
    { keepsRefreshToken: true },
  ],
])('a client of %s', (sdk, join, firstCall, handshake, stepUpSession) => {
  let world: World;
  const transcript: string[] = [];
  beforeEach(async ({ task }) => {
    world = await startNotes();
    transcript.push(`- ${task.name}`);
  });
  afterEach(() => world.close());
  afterAll(() => console.log(`${sdk}\n${transcript.join('\n')}`));

  /** What was exchanged since this was asked last, without what differs from run to run. */
  function exchanged(): readonly string[] {
    const lines = world.exchanges.take().map((line) => line.replaceAll(world.origin, ''));
    transcript.push(...lines);
    return lines;
  }

  const METADATA = 'resource_metadata="/.well-known/oauth-protected-resource/mcp"';
  const sessionOf = (options: { keepsRefreshToken: boolean }) => createSession(world.pool, world.origin, options);
  const isUnauthorized = (error: unknown) =>
    error instanceof UnauthorizedErrorOfV1 || error instanceof v2.UnauthorizedError;

  async function expectToBeSentToLogin(session: Session, attempt: Promise<unknown>): Promise<URL> {
    expect(await attempt.then(() => 'it passed', isUnauthorized)).toBe(true);
    const url = session.takeAuthorizationUrl();
    if (url === undefined) throw new Error('The client sent its user nowhere');
    return url;
  }

  async function signIn(client: McpClient, authorizationUrl: URL): Promise<void> {
    const code = (await signInInBrowser(authorizationUrl)).get('code') ?? '';
    await client.finishAuth(code);
    transcript.push(`(in the browser the user signs in for ${authorizationUrl.searchParams.get('scope')})`);
  }

  async function connect(client: McpClient): Promise<void> {
    await client.connect();
    if (handshake.includes(LISTENING)) await vi.waitUntil(() => world.exchanges.has(LISTENING));
  }

  /** A client that has tokens for reading, and no connection. */
  async function signedIn(options: { keepsRefreshToken: boolean }) {
    const session = sessionOf(options);
    const client = join(world, session);
    const told = transcript.length;
    await signIn(client, await expectToBeSentToLogin(session, client.connect()));
    await client.close();
    world.exchanges.take();
    transcript.length = told;
    return session;
  }

  it('finds the login by itself, signs in with PKCE for this resource, and calls a tool', async () => {
    const session = sessionOf({ keepsRefreshToken: true });
    const stranger = join(world, session);
    const authorizationUrl = await expectToBeSentToLogin(session, stranger.connect());
    expect(exchanged()).toEqual([
      `POST /mcp ${firstCall} -> 401 Bearer realm="api", scope="notes/read", ${METADATA}`,
      'GET /.well-known/oauth-protected-resource/mcp -> 200',
      'GET /.well-known/oauth-authorization-server -> 200',
    ]);
    expect(authorizationUrl.href).toMatch(`${world.pool.url}/oauth2/authorize?`);
    expect(Object.fromEntries(authorizationUrl.searchParams)).toMatchObject({
      scope: 'notes/read',
      resource: world.url.href,
      code_challenge_method: 'S256',
    });

    await signIn(stranger, authorizationUrl);
    expect(exchanged()).toEqual(['POST /oauth2/token authorization_code -> 200']);
    const verifier = createCognitoVerifier({ ...world.pool.verifierOptions, tokenUse: 'access' });
    expect(await verifier.verify(session.tokens()?.access_token)).toMatchObject({ claims: { aud: world.url.href } });

    const member = join(world, session);
    await connect(member);
    expect(await member.call('read_notes')).toEqual([{ type: 'text', text: 'You have no notes.' }]);
    expect(exchanged()).toEqual([...handshake, 'POST /mcp tools/call read_notes -> 200']);
    await member.close();
  });

  it('signs in for a further scope when a tool needs it, keeps the first one, and calls the tool', async () => {
    const session = await signedIn(stepUpSession);
    const client = join(world, session);
    await connect(client);
    exchanged();
    const authorizationUrl = await expectToBeSentToLogin(session, client.call('add_note', { note: 'Feed the targ' }));
    expect(exchanged()).toEqual([
      `POST /mcp tools/call add_note -> 403 Bearer error="insufficient_scope", scope="notes/read notes/write", ${METADATA}`,
    ]);
    expect(authorizationUrl.searchParams.get('scope')?.split(' ').sort()).toEqual(['notes/read', 'notes/write']);
    expect(authorizationUrl.searchParams.get('resource')).toBe(world.url.href);

    await signIn(client, authorizationUrl);
    await client.call('add_note', { note: 'Feed the targ' });
    expect(await client.call('read_notes')).toEqual([{ type: 'text', text: 'Feed the targ' }]);
    expect(exchanged()).toEqual([
      'POST /oauth2/token authorization_code -> 200',
      'POST /mcp tools/call add_note -> 200',
      'POST /mcp tools/call read_notes -> 200',
    ]);
    await client.close();
  });

  it('signs in for a further scope when a guard needs it for the whole server', async () => {
    const session = await signedIn(stepUpSession);
    world.requireWriteScope();
    const client = join(world, session);
    const authorizationUrl = await expectToBeSentToLogin(session, client.connect());
    expect(exchanged()).toEqual([
      `POST /mcp ${firstCall} -> 403 Bearer realm="api", error="insufficient_scope", scope="notes/read notes/write", ${METADATA}`,
    ]);
    await signIn(client, authorizationUrl);
    await client.close();

    const again = join(world, session);
    await connect(again);
    await again.call('add_note', { note: 'Sharpen the bat’leth' });
    expect(exchanged()).toEqual([
      'POST /oauth2/token authorization_code -> 200',
      ...handshake,
      'POST /mcp tools/call add_note -> 200',
    ]);
    await again.close();
  });

  it('refreshes an expired token, and its user notices nothing', async () => {
    const session = await signedIn({ keepsRefreshToken: true });
    const client = join(world, session);
    await connect(client);
    exchanged();
    world.pool.advanceClock(3_601);
    await client.call('read_notes');
    expect(exchanged()).toEqual([
      `POST /mcp tools/call read_notes -> 401 Bearer realm="api", error="invalid_token", scope="notes/read", ${METADATA}`,
      'POST /oauth2/token refresh_token -> 200',
      'POST /mcp tools/call read_notes -> 200',
    ]);
    expect(session.takeAuthorizationUrl()).toBeUndefined();
    await client.close();
  });

  it('is told of an outage of the keys by 503, stays signed in, and goes on with the same token', async () => {
    const session = await signedIn({ keepsRefreshToken: true });
    const before = session.tokens();
    world.pool.setKeysAvailable(false);
    const during = join(world, session);
    const failure = await during.connect().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(isUnauthorized(failure)).toBe(false);
    const lines = exchanged();
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !/^POST \/mcp [\w/]+ -> 503 \d+$/.test(line))).toEqual([]);
    expect(session.takeAuthorizationUrl()).toBeUndefined();
    expect(session.tokens()).toBe(before);
    await during.close();

    world.pool.setKeysAvailable(true);
    world.pool.advanceClock(60);
    const after = join(world, session);
    await connect(after);
    await after.call('read_notes');
    expect(exchanged()).toEqual([...handshake, 'POST /mcp tools/call read_notes -> 200']);
    expect(session.tokens()).toBe(before);
    await after.close();
  });
});

it('a client of SDK v1 that keeps its refresh token does not get a further scope', async () => {
  const world = await startNotes();
  const session = createSession(world.pool, world.origin, { keepsRefreshToken: true });
  const stranger = joinWithV1(world, session);
  await stranger.connect().catch(() => {});
  const callback = await signInInBrowser(session.takeAuthorizationUrl() ?? new URL(world.origin));
  await stranger.finishAuth(callback.get('code') ?? '');
  const client = joinWithV1(world, session);
  await client.connect();
  await expect(client.call('add_note', { note: 'x' })).rejects.toThrow('Server returned 403 after trying upscoping');
  expect(session.takeAuthorizationUrl()).toBeUndefined();
  await client.close();
  await world.close();
});

describe('a token that is not for this server', () => {
  it('opens nothing: one that is bound to another resource, or to none', async () => {
    const world = await startNotes();
    const { accessToken } = await world.pool.tokensFor('worf@enterprise.example');
    const response = await fetch(world.url, { method: 'POST', headers: { authorization: `Bearer ${accessToken}` } });
    expect([response.status, ((await response.json()) as { reason: string }).reason]).toEqual([
      401,
      'audience_mismatch',
    ]);
    await world.close();
  });
});

it('serves its two documents to browsers of any origin, without a token', async () => {
  const world = await startNotes();
  for (const path of ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-authorization-server']) {
    const response = await fetch(world.origin + path);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  }
  expect((await fetch(`${world.origin}/nowhere`)).status).toBe(404);
  await world.close();
});

it('stays short enough to be read before it is copied', () => {
  const source = readFileSync(new URL('../server.ts', import.meta.url), 'utf8');
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
});
