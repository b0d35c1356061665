import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Load {
  readonly requests: number;
  readonly micros: number;
  /** Answers that were not 2xx, and requests without one. */
  readonly failed: number;
  readonly p99Micros: number;
}

export type LoadGenerator = 'wrk' | 'autocannon';

export const CONNECTIONS = 50;
const run = promisify(execFile);

/** wrk where it is installed: it asks so little of the second core that the server, not the client, is the limit. */
export async function findLoadGenerator(): Promise<LoadGenerator> {
  try {
    await run('wrk', ['-v']);
  } catch (failure) {
    // `wrk -v` prints its version and exits with 1.
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return 'autocannon';
  }
  return 'wrk';
}

/** Loads a server for so many seconds from a process of its own, with the tokens of a file in turn. */
export async function load(generator: LoadGenerator, port: number, seconds: number, tokenFile: string): Promise<Load> {
  const { stdout } =
    generator === 'wrk'
      ? await run('wrk', [
          '-t1',
          `-c${CONNECTIONS}`,
          `-d${seconds}s`,
          '-s',
          'http/wrk.lua',
          urlOf(port),
          '--',
          tokenFile,
        ])
      : await run(process.execPath, ['.build/http/cannon.js', String(port), String(seconds), tokenFile]);
  const line = /^result (.*)$/m.exec(stdout)?.[1];
  if (line === undefined) throw new Error(`${generator} gave no result: ${stdout}`);
  const result: Load = JSON.parse(line);
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} requests failed`);
  return result;
}

const urlOf = (port: number) => `http://127.0.0.1:${port}/`;
