import { parseArgs } from 'node:util';
import { CASE_NAMES, caseOf } from './cases/all-cases.ts';
import type { Effort } from './cases/case.ts';
import { guard } from './guard.ts';
import { findLoadGenerator } from './http/load.ts';
import { FEW_UNIQUE_TOKENS, MANY_UNIQUE_TOKENS, writeFixture } from './measure/fixture.ts';
import { runInProcess } from './measure/run-in-process.ts';
import { nodeBinary, nodeVersion } from './nodes.ts';
import { profileInProcess } from './profile/profile-in-process.ts';
import { caseTable } from './report/case-table.ts';
import { describeMachine, packageVersions } from './report/machine.ts';
import { type Results, readResults, writeResults } from './report/results.ts';
import { targetTable } from './report/target-table.ts';
import { asText } from './report/text-table.ts';

const USUAL_EFFORT: Effort = { rounds: 21, batchMs: 50, memoryTokens: 100_000 };
const ALL_MEMORY_TOKENS = 2_000_000;
const FIXTURE = '.build/fixture.json';
const ALL_MAJORS = ['24', '22', '20'];

const { values: options } = parseArgs({
  options: {
    node: { type: 'string', default: '24' },
    case: { type: 'string', default: CASE_NAMES.join(',') },
    full: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    guard: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const majors = options.node.split(',');
const effort = options.full ? { ...USUAL_EFFORT, memoryTokens: ALL_MEMORY_TOKENS } : USUAL_EFFORT;

// Installed before anything is measured.
for (const major of majors) nodeBinary(major);
console.log('Signing the tokens...');
await writeFixture(FIXTURE, options.guard || options.profile ? FEW_UNIQUE_TOKENS : MANY_UNIQUE_TOKENS);

if (options.guard) process.exitCode = await guard(majors[0] ?? '24', FIXTURE);
else if (options.profile) await profileInProcess(majors[0] ?? '24', FIXTURE);
else {
  for (const major of majors) await runAll(major);
  console.log(`\n${asText(targetTable(knownResults(majors)))}`);
}
if (options.write) {
  // Loaded here alone: drawing needs the plotting library, measuring does not.
  const { writePage } = await import('./report/page.ts');
  await writePage(knownResults(ALL_MAJORS));
}

async function runAll(major: string): Promise<void> {
  const machine = describeMachine();
  const loadGenerator = await findLoadGenerator();
  if (machine.load > 0.5) console.log(`The machine is not idle (load ${machine.load}): expect less of the figures.`);
  const cases: Results['cases'] = { ...readResults(major)?.cases };
  for (const name of CASE_NAMES.filter((known) => options.case.split(',').includes(known))) {
    cases[name] = await runInProcess(name, { major, fixtureFile: FIXTURE, effort });
    console.log(`\n${caseOf(name).title} (Node ${major})\n${asText(caseTable(cases[name]))}`);
    writeResults(major, { node: nodeVersion(major), machine, loadGenerator, packages: packageVersions(), cases });
  }
}

function knownResults(wanted: readonly string[]): ReadonlyMap<string, Results> {
  const known = wanted.map((major) => [major, readResults(major)] as const);
  return new Map(known.flatMap(([major, results]) => (results === undefined ? [] : [[major, results] as const])));
}
