import { setTimeout } from 'node:timers/promises';
import { CASE_NAMES, type CaseName, caseOf } from './cases/all-cases.ts';
import type { Effort, Row } from './cases/case.ts';
import { runInProcess } from './measure/run-in-process.ts';
import { nodeBinary, nodeVersion } from './nodes.ts';
import { writePage } from './report/page.ts';
import { cleanCommit, describeMachine, loadOfTheMinute, type NodeRun } from './report/run.ts';
import { asText, caseTable } from './report/tables.ts';

/** The first is the one that the page is about. */
export const PAGE_MAJORS = ['24', '22', '20'];

interface Terms {
  readonly fixtureFile: string;
  readonly effort: Effort;
}

export async function runCases(
  major: string,
  names: readonly CaseName[],
  { fixtureFile, effort }: Terms,
): Promise<NodeRun> {
  const load = loadOfTheMinute();
  if (load > 0.5) console.log(`The machine is not idle (load ${load}): expect less of the figures.`);
  const cases: Partial<Record<CaseName, readonly Row[]>> = {};
  for (const name of names) {
    const { title, oneCore = false } = caseOf(name);
    const command = ['run-case.js', name, fixtureFile, JSON.stringify(effort)] as const;
    const rows = await runInProcess<readonly Row[]>(nodeBinary(major), command, { oneCore });
    cases[name] = rows;
    console.log(`\n${title} (Node ${major})\n${asText(caseTable(rows))}`);
  }
  return { major, version: nodeVersion(major), load, cases };
}

/** Measures everything on every Node and writes the page from that. What fails on the way leaves the page as it was. */
export async function writePageFromWholeRun(terms: Terms): Promise<readonly NodeRun[]> {
  const commit = cleanCommit();
  const date = new Date().toISOString().slice(0, 10);
  const nodes = [];
  for (const major of PAGE_MAJORS) {
    await waitForQuiet();
    nodes.push(await runCases(major, CASE_NAMES, terms));
  }
  if (cleanCommit() !== commit) throw new Error('Another commit was checked out during the run');
  writePage({ commit, date, machine: describeMachine(), nodes });
  return nodes;
}

/** The same in little: every case on the Node that runs, and the page in a folder that nobody reads. */
export async function rehearsePage(terms: Terms, folder: string): Promise<readonly NodeRun[]> {
  const [major = ''] = process.versions.node.split('.');
  const nodes = [await runCases(major, CASE_NAMES, terms)];
  writePage({ commit: 'rehearsal', date: 'today', machine: describeMachine(), nodes }, folder);
  return nodes;
}

/** The build just made, or the Node before, still stands in the load of the last minute. */
async function waitForQuiet(): Promise<void> {
  for (let waitedSeconds = 0; waitedSeconds < 120 && loadOfTheMinute() > 0.3; waitedSeconds += 5)
    await setTimeout(5_000);
}
