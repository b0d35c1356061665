import { spawn } from 'node:child_process';

/** Runs npm quietly. What it printed becomes the message of the error if it fails. */
export function runNpm(folder: string, ...options: readonly string[]): Promise<void> {
  // npm tells the programs that it starts where it is. Its command has another name on Windows.
  const npm = process.env.npm_execpath;
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const child = spawn(program, [...first, ...options], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  }
  return new Promise((resolve, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else fail(new Error(`npm ${options.join(' ')} failed in ${folder}:\n\n${printed}`));
    });
  });
}
