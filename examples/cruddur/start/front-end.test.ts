import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLocalPool } from '../../local-user-pool/src/create-local-pool.ts';
import { closeServer, listen } from '../server/listen.ts';
import { freePort } from './free-port.ts';
import { startFrontEnd } from './front-end.ts';

const CRUDDUR = fileURLToPath(new URL('..', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PLANTED = 'the mail and the cruds of everybody';
const folder = `${CRUDDUR}.data/test-${process.pid}`;
const database = `${folder}/planted.sqlite`;

const backend = createServer((_request, response) => response.end('{}'));
const pool = await createLocalPool();
const port = await freePort(0);
const { userPoolId, clientId } = pool;
let frontEnd: Awaited<ReturnType<typeof startFrontEnd>>;

beforeAll(async () => {
  // Vite reports each file that it does not give away.
  vi.spyOn(console, 'error').mockImplementation(() => {});
  mkdirSync(folder, { recursive: true });
  writeFileSync(database, PLANTED);
  const backendUrl = `http://127.0.0.1:${await listen(backend, 0)}`;
  frontEnd = await startFrontEnd({ pool: { userPoolId, clientId }, port, backendUrl, poolUrl: pool.url });
}, 60_000);
afterAll(async () => {
  await frontEnd?.close();
  await closeServer(backend);
  await pool.close();
  rmSync(folder, { recursive: true });
});

/** By `node:http`, because `fetch` tidies paths up and sets `Host` itself. */
function get(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, fail) => {
      const sent = request({ host: '127.0.0.1', port, path, headers }, async (response) => {
        const body = Buffer.concat(await response.toArray()).toString();
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
      sent.once('error', fail).end();
    },
  );
}

describe('the files that the development server gives away', () => {
  it.each(['/', '/signin', '/src/main.tsx', '/src/styles/base.css', '/@vite/client', '/logo.svg'])(
    'are those of the page, such as %s',
    async (path) => {
      expect((await get(path, { accept: 'text/html,*/*' })).status).toBe(200);
    },
  );

  const WAYS = [
    '',
    '?raw',
    '?import&raw',
    '?raw&import',
    '?url',
    '?import&url',
    '?inline',
    '?raw??',
    '?.svg?import',
    '?.svg?.wasm?init',
    '?t=1',
    '#/../../web/src/main.tsx',
  ];

  it.each(WAYS)('are not the database, asked for with %j', async (way) => {
    for (const path of [
      `/@fs${database}`,
      `/@fs/${database}`,
      `/@fs/..${database}`,
      `/@fs${CRUDDUR}web/src/../../.data/test-${process.pid}/planted.sqlite`,
      `/@fs${CRUDDUR}web/src/%2e%2e/%2e%2e/.data/test-${process.pid}/planted.sqlite`,
      `/../.data/test-${process.pid}/planted.sqlite`,
      `/src/../../.data/test-${process.pid}/planted.sqlite`,
      `/..%2f.data/test-${process.pid}/planted.sqlite`,
      `/@id${database}`,
      `/@id/__x00__${database}`,
    ]) {
      const { body } = await get(path + way);
      // `?inline` and the like give contents in Base64.
      expect([path, body.includes(PLANTED)]).toEqual([path, false]);
      expect([path, body.includes(Buffer.from(PLANTED).toString('base64').slice(0, 30))]).toEqual([path, false]);
    }
  });

  it.each([
    `${database}`,
    `${CRUDDUR}package.json`,
    `${CRUDDUR}server/service.ts`,
    `${CRUDDUR}web/vite-settings.ts`,
    `${CRUDDUR}node_modules/vite/package.json`,
    `${ROOT}package.json`,
    `${ROOT}examples/local-user-pool/src/users.ts`,
    '/etc/passwd',
  ])('are not %s', async (file) => {
    for (const way of ['', '?raw', '?import&raw'])
      expect([way, (await get(`/@fs${file}${way}`)).status]).toEqual([way, 403]);
  });
});

it.each(['/', '/src/main.tsx', '/api/activities/home', '/cognito/', '/oauth2/userInfo', '/_dev/inbox'])(
  'refuses %s under a host name that only resolves to this machine',
  async (path) => {
    expect((await get(path, { host: 'rebound.evil.example' })).status).toBe(403);
  },
);

it.each(['/', '/api/activities/home', '/cognito/', '/_dev/inbox'])(
  'lets no page on another port of this machine read %s',
  async (path) => {
    const { headers } = await get(path, { origin: 'http://localhost:9999' });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  },
);

describe('the Content-Security-Policy', () => {
  it('lets only those inline scripts of the page run that have its nonce', async () => {
    const { headers, body } = await get('/', { accept: 'text/html' });
    const policy = String(headers['content-security-policy']);
    const [, nonce] = /script-src 'self' 'nonce-([^']{22,})'/.exec(policy) ?? [];
    expect(policy).not.toMatch(/unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
    const scripts = body.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(1);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
  });
});
