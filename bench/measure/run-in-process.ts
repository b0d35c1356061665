import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What fast-jwt and Node have to say about options chosen here on purpose is no part of a result. */
const NODE_FLAGS = ['--expose-gc', '--no-warnings'];

/** Runs one of the built scripts in a process of its own, so that no case inherits another's garbage; what it prints is JSON. */
export async function runInProcess<Result>(
  node: string,
  [script, ...args]: readonly [script: string, ...args: readonly string[]],
  { oneCore = false } = {},
): Promise<Result> {
  const command = [node, ...NODE_FLAGS, `.build/${script}`, ...args];
  const [program = node, ...rest] = oneCore ? ['taskset', '-c', '0', ...command] : command;
  const { stdout } = await promisify(execFile)(program, rest, { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}
