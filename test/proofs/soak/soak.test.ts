import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('holds every oracle for a minute of rotating keys, failing endpoints, clock jumps and hostile tokens', async () => {
  const script = fileURLToPath(new URL('./soak.ts', import.meta.url));
  const args = ['--import', 'tsx', script, '--minutes', '1', '--rate', '0.2'];
  // A run in which an oracle fails ends with another exit code, and the rejection shows what it printed.
  const { stdout } = await run(process.execPath, args);
  console.info(stdout);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('every oracle held');
  // Nothing is proved by a run that sent nothing.
  expect(Number(/valid (\d+),/.exec(stdout)?.[1])).toBeGreaterThan(500);
}, 300_000);
