// Packs the library, installs it as a user would, and tries it on every runtime that package.json and the README promise.
// Words on the command line pick the lines whose name has one of them: `npm run runtimes -- deno workerd`. What cannot be
// installed fails, unless it is left out by name: `npm run runtimes -- --without="node 20.0" --without=deno`.
import { parseArgs } from 'node:util';
import { engines } from './engines.ts';
import { jest } from './jest.ts';
import { typescript } from './typescript.ts';
import { workerd } from './workerd.ts';
import { workers } from './workers/workers.ts';
import { type Check, openWorkshop, type Workshop } from './workshop.ts';

const { values, positionals: words } = parseArgs({
  options: { without: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});
const all = [...engines, workerd, ...workers, jest, ...typescript];
const unknown = [...words, ...values.without].filter((word) => !all.some(({ name }) => name.includes(word)));
if (unknown.length > 0) throw new Error(`No line has a name with: ${unknown.join(', ')}`);

const picked = all.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const isLeftOut = ({ name }: Check) => values.without.some((word) => name.includes(word));
const counts = { passed: 0, failed: 0 };

async function report(check: Check, workshop: Workshop): Promise<void> {
  const startedAt = performance.now();
  const { outcome, detail } = await check.run(workshop).then(
    (tried) => ({ outcome: 'passed' as const, detail: tried }),
    (failure: Error) => ({ outcome: 'failed' as const, detail: failure.message.replaceAll('\n', '\n    ') }),
  );
  counts[outcome] += 1;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${outcome.padEnd(8)} ${check.name}: ${detail} (${seconds} s)`);
}

const workshop = await openWorkshop();
try {
  // One after the other: several compilers and installations at once would only fight for the cores.
  for (const check of picked) {
    if (isLeftOut(check)) console.log(`left out ${check.name}: the command said so`);
    else await report(check, workshop);
  }
} finally {
  workshop.close();
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${picked.filter(isLeftOut).length} skipped`);
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
