import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getHeapSnapshot } from 'node:v8';
import { createCognitoVerifier } from '../../../src/index.ts';
import { createTestUserPool } from '../../../src/testing/create-test-user-pool.ts';

// Run as a program, with `on` or `off`: is the text of a verified token found in a heap snapshot? The parent, which
// knows the token, looks through the snapshot of the child, which does not need to remember it.

type Asked = { readonly jwks: { keys: object[] }; readonly token: string; readonly cached: boolean };

if (process.send === undefined) await look(process.argv[2] === 'on');
else process.once('message', (asked: Asked) => void verifyOnce(asked));

async function look(cached: boolean): Promise<void> {
  const pool = await createTestUserPool();
  const token = await pool.accessToken();
  const [, payload = '', signature = ''] = token.split('.');
  const child = spawn(process.execPath, ['--import', 'tsx', new URL(import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.send({ jwks: pool.jwks, token, cached });
  let tail = '';
  let found = false;
  child.stdout?.setEncoding('latin1').on('data', (chunk: string) => {
    const text = tail + chunk;
    found ||= [payload, signature].some((part) => text.includes(part.slice(-200)));
    tail = text.slice(-1000);
  });
  await once(child, 'close');
  console.log(found ? 'found' : 'absent');
}

async function verifyOnce({ jwks, token, cached }: Asked): Promise<void> {
  const verifier = createCognitoVerifier({
    userPoolId: 'us-east-1_TestPool1',
    clientId: '1example23456789abcdefghij',
    tokenUse: 'access',
    jwks,
    ...(!cached && { tokenCache: false }),
  });
  const { token_valid: good } = await verifier.verify(token);
  if (!good) throw new Error('The token was refused');
  // Later, when the message and this frame are gone.
  setTimeout(() => writeSnapshot(verifier), 200);
}

function writeSnapshot(keptAlive: object): void {
  // The engine remembers the subject of its last successful match, whoever made it.
  /last/.test('last match');
  getHeapSnapshot().pipe(process.stdout);
  process.once('exit', () => keptAlive);
  process.disconnect?.();
}
