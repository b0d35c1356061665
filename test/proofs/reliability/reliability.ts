import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fillMarkedRegions } from '../../support/marked-regions.ts';
import type { Findings } from './protocol.ts';
import { runStack } from './run-stack.ts';
import { STACK_NAMES, type StackName, versionOf } from './stacks.ts';
import { tableOf } from './table.ts';

// npm run reliability: measures every stack, one after the other, and fills the table of docs/reliability.md.

const folder = new URL('.', import.meta.url);
execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });

const findings = new Map<StackName, Findings>();
for (const stack of STACK_NAMES) {
  console.log(`Measuring ${stack}`);
  findings.set(stack, await runStack(stack));
}

const root = new URL('../../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
const headings = STACK_NAMES.map((stack) => {
  const versions = stack.split(' + ').map((name) => `${name} ${name === 'cognito-guard' ? version : versionOf(name)}`);
  return versions.join(' + ');
});
const machine = `${availableParallelism()} cores of ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ${process.platform}`;
const date = new Date().toISOString().slice(0, 10);

const page = new URL('docs/reliability.md', root);
const found = STACK_NAMES.map((stack) => findings.get(stack) as Findings);
const table = `${date}, ${machine}.\n\n${tableOf(headings, found)}`;
writeFileSync(page, fillMarkedRegions(readFileSync(page, 'utf8'), { table }));
console.log('The table of docs/reliability.md is written');
