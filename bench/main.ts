import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CASE_NAMES, type CaseName, COMPARISON_NAMES } from './cases/all-cases.ts';
import type { Effort } from './cases/case.ts';
import { writeFixture } from './fixture.ts';
import { nodeBinary } from './nodes.ts';
import { checkForRegressions } from './regressions/regression-check.ts';
import type { NodeRun } from './report/run.ts';
import { asText, targetTable } from './report/tables.ts';
import { CHECKED_FOR_REGRESSIONS } from './targets.ts';
import { PAGE_MAJORS, rehearsePage, runCases, writePageFromWholeRun } from './whole-run.ts';

const USUAL: Effort = { rounds: 21, batchMs: 50, httpRounds: 9, memoryTokens: 200_000 };
/** Enough to see that every case works, and too little for any figure. */
const QUICK: Effort = { rounds: 3, batchMs: 5, httpRounds: 1, memoryTokens: 5_000 };
const FIXTURE = '.build/fixture.json';

const { values: options } = parseArgs({
  options: {
    case: { type: 'string' },
    node: { type: 'string', default: '24' },
    quick: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    profile: { type: 'string' },
    regressions: { type: 'boolean', default: false },
    baseline: { type: 'string' },
    plant: { type: 'string', default: '0' },
  },
});
const terms = { fixtureFile: FIXTURE, effort: options.quick ? QUICK : USUAL };

// Installed before anything is measured.
for (const major of options.page && !options.quick ? PAGE_MAJORS : options.node.split(',')) nodeBinary(major);
console.log('Signing the tokens...');
await writeFixture(FIXTURE, options.regressions ? 'small' : 'whole');

if (options.regressions) {
  const { baseline, plant } = options;
  const names = options.case === undefined ? CHECKED_FOR_REGRESSIONS : namesIn(options.case, COMPARISON_NAMES);
  const holds = await checkForRegressions(nodeBinary(options.node), FIXTURE, {
    names,
    baseline,
    plantedPercent: Number(plant),
  });
  process.exitCode = holds ? 0 : 1;
} else if (options.profile !== undefined) {
  const command = ['.build/profile/profile.js', known(options.profile, COMPARISON_NAMES), FIXTURE];
  execFileSync(nodeBinary(options.node), command, { stdio: 'inherit' });
} else if (options.page) {
  const nodes = options.quick ? await rehearsePage(terms, '.build/rehearsal') : await writePageFromWholeRun(terms);
  printTargets(nodes);
} else {
  const names = options.case === undefined ? CASE_NAMES : namesIn(options.case, CASE_NAMES);
  const nodes = [];
  for (const major of options.node.split(',')) nodes.push(await runCases(major, names, terms));
  printTargets(nodes);
}

function printTargets(nodes: readonly NodeRun[]): void {
  const table = targetTable(nodes);
  if (table.length > 1) console.log(`\n${asText(table)}`);
}

function namesIn<Name extends CaseName>(list: string, names: readonly Name[]): readonly Name[] {
  return list.split(',').map((name) => known(name, names));
}

function known<Name extends CaseName>(wanted: string, names: readonly Name[]): Name {
  const name = names.find((candidate) => candidate === wanted);
  if (name === undefined) throw new Error(`There is no case ${wanted}; there are ${names.join(' ')}`);
  return name;
}
