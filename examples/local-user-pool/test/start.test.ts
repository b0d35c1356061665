import { spawn } from 'node:child_process';
import { createCognitoVerifier } from 'cognito-guard';
import { expect, it, onTestFinished } from 'vitest';

/** Starts the program as `npm start` does, and resolves to what it prints before it is ready or ends. */
function start(...options: string[]): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'start.ts', ...options], {
    cwd: `${import.meta.dirname}/..`,
  });
  onTestFinished(() => void child.kill());
  let printed = '';
  return new Promise((resolve) => {
    child.on('exit', () => resolve(printed));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk;
        if (printed.includes('Ctrl+C')) resolve(printed);
      });
    }
  });
}

it('prints all that a back end needs to accept the token that it prints, and an app to sign in', async () => {
  const printed = await start('--port=0', '--app=http://localhost:3000');
  const printedAs = (label: string) => new RegExp(`  ${label} +(\\S+)`).exec(printed)?.[1] ?? '';
  const verifier = createCognitoVerifier({
    userPoolId: printedAs('user pool ID'),
    clientId: printedAs('client ID'),
    emulator: { issuer: printedAs('issuer') },
    tokenUse: 'access',
  });
  expect(await verifier.verify(printedAs('access token'))).toMatchObject({ token_valid: true });
  expect((await fetch(printedAs('key set'))).status).toBe(200);
  const query = new URLSearchParams({
    client_id: printedAs('client ID'),
    redirect_uri: 'http://localhost:3000/callback',
  });
  const login = await fetch(`${printedAs('endpoint')}/oauth2/authorize?${query}`, { redirect: 'manual' });
  expect(login.headers.get('location')).toMatch(/^http:\/\/localhost:3000\/callback\?error=/);
}, 30_000);

it('stops with a message for an unknown option', async () => {
  expect(await start('--host=0.0.0.0')).toBe('The only options are --port and --app\n');
}, 30_000);
