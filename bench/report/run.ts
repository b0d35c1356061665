import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import type { CaseName } from '../cases/all-cases.ts';
import type { Row } from '../cases/case.ts';

/** What one run found out on one Node. */
export interface NodeRun {
  readonly major: string;
  readonly version: string;
  /** Of the minute before its first case, in processes that wanted a core: above a little, others were at work too. */
  readonly load: number;
  readonly cases: Readonly<Partial<Record<CaseName, readonly Row[]>>>;
}

/** A whole run: every case, on every Node, on one commit. It is made in one go and never put together from parts. */
export interface WholeRun {
  readonly commit: string;
  readonly date: string;
  readonly machine: string;
  readonly nodes: readonly NodeRun[];
}

export const loadOfTheMinute = (): number => Number(loadavg()[0]?.toFixed(1));

export function describeMachine(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const system = `${type()} ${release().split('.', 2).join('.')}`;
  return `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${memory}, ${system}`;
}

const git = (...args: readonly string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();

/**
 * The commit that is checked out, all of it and nothing else.
 * @throws where a file was changed since, because then no commit says what was measured
 */
export function cleanCommit(): string {
  const changed = git('status', '--porcelain');
  if (changed !== '') throw new Error(`The page names a commit, so commit these first:\n${changed}`);
  return git('rev-parse', '--short', 'HEAD');
}
