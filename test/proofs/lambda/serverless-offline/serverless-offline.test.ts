import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createTestUserPool, type TestUserPoolServer, tamper } from 'cognito-guard/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import buildPackage from '../../../support/build-package.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const serverless = `${folder}node_modules/serverless/bin/serverless.js`;
const isInstalled = existsSync(serverless);
if (!isInstalled) {
  console.info(
    'Skipped: serverless-offline takes 280 MB. npm ci --prefix test/proofs/lambda/serverless-offline installs it',
  );
}

const pool = await createTestUserPool();
const GROUPS = ['a,b', '[night]', 'staff'];
const good = await pool.accessToken({ 'cognito:groups': GROUPS, scope: 'orders/read orders/write' });
const expired = await pool.accessToken({ exp: 1 });

let keyServer: TestUserPoolServer;
let emulator: ChildProcess;
let origin: string;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Ready when it says so; ended early, its whole output is the error. */
async function startEmulator(env: Readonly<Record<string, string>>): Promise<void> {
  const port = await freePort();
  const ports = ['--httpPort', String(port), '--lambdaPort', String(await freePort()), '--host', '127.0.0.1'];
  emulator = spawn(process.execPath, [serverless, 'offline', ...ports], {
    cwd: folder,
    env: { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', ...env },
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('Server ready')) resolve();
    };
    emulator.stdout?.on('data', read);
    emulator.stderr?.on('data', read);
    emulator.once('exit', () => reject(new Error(`serverless-offline ended before it was ready\n${output}`)));
  });
  origin = `http://127.0.0.1:${port}`;
}

describe.runIf(isInstalled)('API Gateway, as serverless-offline plays it', () => {
  beforeAll(async () => {
    buildPackage();
    keyServer = await pool.listen();
    await startEmulator({ USER_POOL_ID: pool.userPoolId, CLIENT_ID: pool.clientId, JWKS_URI: keyServer.jwksUri });
  });
  afterAll(async () => {
    emulator.kill('SIGKILL');
    await keyServer.close();
  });

  const ask = (path: string, authorization?: string) =>
    fetch(`${origin}${path}`, { headers: authorization === undefined ? {} : { authorization } });

  it.each(['/dev/token', '/dev/request', '/dev/route', '/simple', '/policy'])(
    'lets a good token through to %s, and the function behind reads its claims, groups as they were named',
    async (path) => {
      const response = await ask(path, `Bearer ${good}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        token_use: 'access',
        client_id: pool.clientId,
        groups: GROUPS,
        groups_ambiguous: false,
        scopes: ['orders/read', 'orders/write'],
        exp: expect.any(Number),
      });
    },
  );

  // Of simple answers it knows `isAuthorized` alone, so its 403 stands for the 401 that API Gateway makes of `errorMessage`.
  it.each([
    ['/dev/token', 401],
    ['/dev/request', 401],
    ['/policy', 401],
    ['/simple', 403],
  ])('keeps bad tokens from %s', async (path, status) => {
    for (const token of [expired, tamper(good), 'x']) expect((await ask(path, `Bearer ${token}`)).status).toBe(status);
    expect((await ask(path)).status).toBe(401);
  });

  it('takes the token of a TOKEN authorizer without Bearer too', async () => {
    expect((await ask('/dev/token', good)).status).toBe(200);
    expect((await ask('/dev/request', good)).status).toBe(401);
  });

  it('makes 403 of the Deny that a guard gives', async () => {
    expect((await ask('/dev/moderators', `Bearer ${good}`)).status).toBe(403);
    const moderator = await pool.accessToken({ 'cognito:groups': ['moderators'] });
    expect((await ask('/dev/moderators', `Bearer ${moderator}`)).status).toBe(200);
  });

  it('answers 500 to the list in a context from which our check keeps users', async () => {
    expect((await ask('/dev/broken', `Bearer ${good}`)).status).toBe(500);
  });

  it.each(['/dev/verifying', '/verifying'])(
    'answers as we say where the function itself verifies: %s',
    async (path) => {
      expect((await ask(path, `Bearer ${good}`)).status).toBe(200);
      const refused = await ask(path, `Bearer ${expired}`);
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer realm="api", error="invalid_token"/);
      expect(await refused.json()).toMatchObject({ reason: 'token_expired' });
    },
  );
});
