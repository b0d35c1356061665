import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

/** In the last line that is printed. */
const END = 'tampered\n';
const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

function start(
  options: readonly string[],
  env: Record<string, string> = {},
  how: 'directly' | 'in a shell' = 'directly',
) {
  const command = [process.execPath, '--import', 'tsx', 'start.ts', ...options];
  // With a second command (`:`) after the program, the shell stays its parent, instead of being replaced by it.
  const [program = '', ...rest] = how === 'directly' ? command : ['sh', '-c', `${command.join(' ')}; :`];
  const child = spawn(program, rest, {
    cwd: FOLDER,
    // As if npm had been called in the root.
    env: { ...process.env, NODE_ENV: 'development', INIT_CWD: ROOT, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const waitFor = (text: string) =>
    new Promise<string>((resolve, fail) => {
      const look = (chunk: Buffer) => {
        printed += chunk;
        if (printed.includes(text)) resolve(printed);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void exited.then(() => fail(new Error(printed)));
    });
  return { child, waitFor, exited };
}

interface CurlLine {
  readonly url: string;
  readonly headerFile: string | undefined;
}

function curlLinesIn(lines: readonly string[]): CurlLine[] {
  return lines
    .filter((line) => line.startsWith('curl'))
    .map((line) => {
      const [, address, file] = /^curl -i (\S+)(?: -H @(\S+))?$/.exec(line) ?? [];
      return { url: `http://${address}`, headerFile: file === undefined ? undefined : resolvePath(ROOT, file) };
    });
}

/** Makes the request of a printed line. */
async function request({ url, headerFile }: CurlLine) {
  const header = headerFile === undefined ? undefined : readFileSync(headerFile, 'utf8');
  const authorization = header?.replace(/^Authorization: /, '').trim();
  const response = await fetch(url, { headers: authorization === undefined ? {} : { authorization } });
  return { status: response.status, body: await response.json() };
}

it('prints an address that answers, then curl lines that do what they say, and ends on SIGTERM', async () => {
  const { child, waitFor, exited } = start(['--backend=fastify']);
  const lines = (await waitFor(END)).trimEnd().split('\n');
  const [, url = '', backend] = /^(http:\S+) .* back end in (\w+)/.exec(lines[0] ?? '') ?? [];
  expect([(await fetch(url)).status, backend]).toEqual([200, 'fastify']);

  const curlLines = curlLinesIn(lines);
  expect(await Promise.all(curlLines.map(request))).toMatchObject([
    { status: 200, body: { reason: 'token_missing' } },
    { status: 200, body: { token_valid: true } },
    { status: 401, body: { reason: 'token_expired' } },
    { status: 401, body: { reason: 'signature_invalid' } },
  ]);

  const files = curlLines.flatMap(({ headerFile = [] }) => headerFile);
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(files.filter((file) => existsSync(file))).toEqual([]);
}, 30_000);

it('prints little enough to be read: with the four lines of npm not more than 12, and curl lines of 80 columns', async () => {
  const { waitFor } = start([]);
  const lines = (await waitFor(END)).trimEnd().split('\n');
  expect(4 + lines.length).toBeLessThanOrEqual(12);
  expect(lines.filter((line) => line.startsWith('curl') && line.length > 80)).toEqual([]);
}, 30_000);

it('does not outlive the shell that npm starts it in', async () => {
  const { child, waitFor } = start(['--port=0'], {}, 'in a shell');
  const [, url = ''] = /^(http:\S+)/m.exec(await waitFor(END)) ?? [];
  child.kill('SIGTERM');
  await expect
    .poll(
      () =>
        fetch(url).then(
          () => 'up',
          () => 'gone',
        ),
      { timeout: 10_000 },
    )
    .toBe('gone');
}, 30_000);

it.each([
  ['an unknown back end', ['--backend=flask'], {}, '--backend is one of express, fastify, koa'],
  ['an unknown option', ['--host=0.0.0.0'], {}, 'There is no option host'],
  [
    'a pool without its client',
    [],
    { VITE_COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEf123' },
    'set VITE_COGNITO_CLIENT_ID as well',
  ],
  ['a client without its pool', [], { VITE_COGNITO_CLIENT_ID: '1example' }, 'set VITE_COGNITO_USER_POOL_ID as well'],
  ['the local pool in production', [], { NODE_ENV: 'production' }, 'The local user pool is not for production'],
])(
  'stops with a message for %s',
  async (_what, options, env, message) => {
    const { waitFor, exited } = start(options, env);
    expect(await waitFor(message)).not.toContain('    at ');
    expect(await exited).toBe(1);
  },
  30_000,
);
