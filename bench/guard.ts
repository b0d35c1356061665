import { type CaseName, caseOf } from './cases/all-cases.ts';
import type { Effort, Row } from './cases/case.ts';
import { OURS } from './contenders/cognito-guard.ts';
import { GUARDED } from './guarded.ts';
import { runInProcess } from './measure/run-in-process.ts';
import { isReached, type Target } from './targets.ts';

const EFFORT: Effort = { rounds: 15, batchMs: 40, memoryTokens: 20_000 };
/** A busy neighbour spoils one measurement; a change that made us slower spoils them all. */
const TRIES = 3;

/** Measures what must not get slower. Only ratios within a run are compared, never times. Resolves to the exit code. */
export async function guard(major: string, fixtureFile: string): Promise<0 | 1> {
  const names = [...new Set(GUARDED.map((rule) => rule.case))];
  let isSlower = false;
  for (const name of names) {
    const broken = await brokenRules(name, (only) =>
      runInProcess(name, { major, fixtureFile, effort: { ...EFFORT, only } }),
    );
    isSlower ||= broken.length > 0;
  }
  console.log(isSlower ? '\nSlower than it was.' : '\nAs fast as it was.');
  return isSlower ? 1 : 0;
}

/** The rules of a case that held in none of the tries. */
async function brokenRules(
  name: CaseName,
  measure: (only: readonly string[]) => Promise<readonly Row[]>,
): Promise<readonly Target[]> {
  let broken = GUARDED.filter((rule) => rule.case === name);
  const only = [OURS, ...broken.map(({ of: [row] }) => row)];
  for (let attempt = 1; attempt <= TRIES && broken.length > 0; attempt += 1) {
    const rows = await measure(only);
    broken = broken.filter((rule) => !holds(rule, rows));
  }
  return broken;
}

function holds(rule: Target, rows: readonly Row[]): boolean {
  const [row, value] = rule.of;
  const measured = rows.find(({ name }) => name === row)?.values[value] ?? Number.NaN;
  const isHeld = isReached(rule, measured);
  const verdict = isHeld ? 'ok  ' : 'SLOW';
  console.log(
    `${verdict} ${caseOf(rule.case).title}: ${rule.what} ${measured.toFixed(2)} (${rule.bound} ${rule.value})`,
  );
  return isHeld;
}
