import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

/** The last line that is printed. */
const END = 'Stop it with Ctrl+C';
const FOLDER = fileURLToPath(new URL('..', import.meta.url));

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
    env: { ...process.env, NODE_ENV: 'development', ...env },
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

/** Makes the request of the printed `curl` line below the label. */
function requestIn(printed: string, label: string): Promise<Response> {
  const line = printed.split('\n').find((_, index, lines) => lines[index - 1]?.includes(label)) ?? '';
  const [, address = ''] = /curl -i (\S+)/.exec(line) ?? [];
  const [, token] = /Authorization: ([^']+)'/.exec(line) ?? [];
  return fetch(address, { headers: token === undefined ? {} : { authorization: token } });
}

it('prints an address that answers and curl lines that do what they say, and ends on SIGTERM', async () => {
  const { child, waitFor, exited } = start(['--backend=fastify', '--port=0']);
  const printed = await waitFor(END);
  const [, url = ''] = /is up, with its back end in fastify: (\S+)/.exec(printed) ?? [];
  expect((await fetch(url)).status).toBe(200);
  expect(await (await requestIn(printed, '# nobody')).json()).toMatchObject({ reason: 'token_missing' });
  expect(await (await requestIn(printed, '# a good token')).json()).toMatchObject({ token_valid: true });
  const expired = await requestIn(printed, '# an expired token');
  expect([expired.status, await expired.json()]).toMatchObject([401, { reason: 'token_expired' }]);
  const tampered = await requestIn(printed, '# a tampered token');
  expect([tampered.status, await tampered.json()]).toMatchObject([401, { reason: 'signature_invalid' }]);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
}, 30_000);

it('does not outlive the shell that npm starts it in', async () => {
  const { child, waitFor } = start(['--port=0'], {}, 'in a shell');
  const [, url = ''] = /is up, with its back end in express: (\S+)/.exec(await waitFor('is up')) ?? [];
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
