import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll } from 'vitest';

const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program until the tests of the file have run. Resolves to the first origin on loopback that it prints. */
export function startProgram(program: Program): Promise<string> {
  const child = spawnProgram(program);
  return new Promise((resolve, reject) => {
    const printed = collectOutput(child, (text) => {
      const [origin] = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(text) ?? [];
      if (origin !== undefined) resolve(origin);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program.command} ended with ${code}: ${printed()}`)));
  });
}

/** Runs a program to its end. */
export function runProgram(program: Program): Promise<void> {
  const child = spawnProgram(program);
  return new Promise((resolve, reject) => {
    const printed = collectOutput(child);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program.command} ended with ${code}: ${printed()}`));
    });
  });
}

function spawnProgram({ command, args, env = {} }: Program): ChildProcess {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return child;
}

function collectOutput(child: ChildProcess, onText: (text: string) => void = () => undefined): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
      onText(text);
    });
  }
  return () => text;
}
