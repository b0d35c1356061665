// Packs the library, installs it as a user would, and tries it on every runtime that package.json and the README promise.
// Words on the command line pick the lines whose name has one of them: `npm run runtimes -- deno workerd`.
import { engines } from './engines.ts';
import { NotInstalled } from './install.ts';
import { jest } from './jest.ts';
import { typescript } from './typescript.ts';
import { workerd } from './workerd.ts';
import { type Check, openWorkshop, type Workshop } from './workshop.ts';

const words = process.argv.slice(2);
const checks = [...engines, workerd, jest, ...typescript].filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);

const counts = { passed: 0, failed: 0, skipped: 0 };

async function report(check: Check, workshop: Workshop): Promise<void> {
  const startedAt = performance.now();
  const { outcome, detail } = await check.run(workshop).then(
    (tried) => ({ outcome: 'passed' as const, detail: tried }),
    (failure: Error) => ({
      outcome: failure instanceof NotInstalled ? ('skipped' as const) : ('failed' as const),
      detail: failure.message.replaceAll('\n', '\n    '),
    }),
  );
  counts[outcome] += 1;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${outcome.padEnd(8)} ${check.name}: ${detail} (${seconds} s)`);
}

const workshop = await openWorkshop();
try {
  // One after the other: several compilers and installations at once would only fight for the cores.
  for (const check of checks) await report(check, workshop);
} finally {
  workshop.close();
}
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
if (counts.failed > 0 || checks.length === 0) process.exitCode = 1;
