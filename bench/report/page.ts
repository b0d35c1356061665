import { writeFileSync } from 'node:fs';
import { CASE_NAMES, caseOf } from '../cases/all-cases.ts';
import { budgetTable } from '../profile/budget-table.ts';
import { readProfile } from '../profile/profile-in-process.ts';
import { caseTable } from './case-table.ts';
import { drawCharts } from './charts.ts';
import type { Results } from './results.ts';
import { targetTable } from './target-table.ts';
import { asMarkdown } from './text-table.ts';
import { BUDGET_EXPLAINED, CLOSING, COLUMNS_EXPLAINED, METHOD, OPENING } from './words.ts';

const PAGE = '../docs/performance.md';

/** Writes docs/performance.md and its charts anew from the results of all runs that there are. */
export async function writePage(resultsByMajor: ReadonlyMap<string, Results>): Promise<void> {
  const primary = resultsByMajor.get('24');
  if (primary === undefined) throw new Error('There are no results of Node 24 yet: run without --profile first');
  const charts = await drawCharts(primary);
  const sections = [
    OPENING,
    machineOf(primary),
    `## Targets\n\n${asMarkdown(targetTable(resultsByMajor))}`,
    METHOD,
    `## Charts\n\n${[...charts].map(([title, path]) => `![${title}](${path})`).join('\n\n')}`,
    `## All cases, Node ${primary.node}\n\n${COLUMNS_EXPLAINED}\n\n${caseSections(primary)}`,
    budgetSection(),
    CLOSING,
  ];
  writeFileSync(PAGE, `${sections.join('\n\n')}\n`);
  console.log(`\nWritten: docs/performance.md and ${charts.size} charts`);
}

function machineOf({ machine, loadGenerator, packages, node }: Results): string {
  const { processor, cores, memoryGigabytes, system, load } = machine;
  const pins = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `Measured on ${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, Node ${node}; load of the machine\nbefore the run: ${load}. HTTP load by ${loadGenerator}.`,
    `Packages: ${pins.join(', ')}.`,
  ].join('\n');
}

function caseSections({ cases }: Results): string {
  const sections = CASE_NAMES.flatMap((name) => {
    const rows = cases[name];
    return rows === undefined ? [] : [`### ${caseOf(name).title}\n\n${asMarkdown(caseTable(rows))}`];
  });
  return sections.join('\n\n');
}

function budgetSection(): string {
  const profile = readProfile();
  const table = profile === undefined ? 'Not measured yet.' : asMarkdown(budgetTable(profile));
  return `## The cost budget of one verification\n\n${BUDGET_EXPLAINED}\n\n${table}`;
}
