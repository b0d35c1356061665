import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type CaseName, caseOf } from '../cases/all-cases.ts';
import type { Effort, Row } from '../cases/case.ts';
import { nodeBinary } from '../nodes.ts';

const run = promisify(execFile);
/** What fast-jwt and Node have to say about options chosen here on purpose is no part of a result. */
const NODE_FLAGS = ['--expose-gc', '--no-warnings'];

/** Runs a case in a process of its own, on the Node of that major version. */
export async function runInProcess(
  name: CaseName,
  { major, fixtureFile, effort }: { readonly major: string; readonly fixtureFile: string; readonly effort: Effort },
): Promise<readonly Row[]> {
  const command = [nodeBinary(major), ...NODE_FLAGS, '.build/run-case.js', name, fixtureFile, JSON.stringify(effort)];
  const pinned = caseOf(name).oneCore === true ? ['taskset', '-c', '0', ...command] : command;
  const { stdout } = await run(pinned[0] ?? '', pinned.slice(1), { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout);
}
