import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Load {
  readonly requests: number;
  readonly micros: number;
  /** Answers that were not 2xx, and requests without one. */
  readonly failed: number;
  readonly p99Micros: number;
}

const CONNECTIONS = 50;
const run = promisify(execFile);

/** A generator in C takes so little of the second core that the server is the limit, and not the client. */
export async function mustHaveWrk(): Promise<void> {
  try {
    await run('wrk', ['-v']);
  } catch (failure) {
    // `wrk -v` prints its version and exits with 1.
    if (!(failure instanceof Error && 'code' in failure && failure.code === 'ENOENT')) return;
    throw new Error('The HTTP cases need wrk: apt install wrk, or brew install wrk', { cause: failure });
  }
}

/** Loads a server for so many seconds from a process of its own, with the tokens of a file in turn. */
export async function load(port: number, seconds: number, tokenFile: string): Promise<Load> {
  const options = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', 'http/wrk.lua'];
  const { stdout } = await run('wrk', [...options, `http://127.0.0.1:${port}/`, '--', tokenFile]);
  const line = /^result (.*)$/m.exec(stdout)?.[1];
  if (line === undefined) throw new Error(`wrk gave no result: ${stdout}`);
  const result: Load = JSON.parse(line);
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} requests failed`);
  return result;
}
