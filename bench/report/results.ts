import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { CaseName } from '../cases/all-cases.ts';
import type { Row } from '../cases/case.ts';
import type { LoadGenerator } from '../http/load.ts';
import type { Machine } from './machine.ts';

/** All that one run on one Node version found out. */
export interface Results {
  readonly node: string;
  readonly machine: Machine;
  readonly loadGenerator: LoadGenerator;
  readonly packages: Readonly<Record<string, string>>;
  readonly cases: Partial<Record<CaseName, readonly Row[]>>;
}

const fileOf = (major: string) => `results/node-${major}.json`;

export function writeResults(major: string, results: Results): void {
  mkdirSync('results', { recursive: true });
  writeFileSync(fileOf(major), `${JSON.stringify(results, undefined, 2)}\n`);
}

export function readResults(major: string): Results | undefined {
  return existsSync(fileOf(major)) ? JSON.parse(readFileSync(fileOf(major), 'utf8')) : undefined;
}

export function measuredValue(
  results: Results,
  name: CaseName,
  [row, value]: readonly [string, string],
): number | undefined {
  return results.cases[name]?.find((candidate) => candidate.name === row)?.values[value];
}
