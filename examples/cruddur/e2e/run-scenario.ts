import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { LocalPool } from '../pool/create-local-pool.ts';
import type { BackendName } from '../server/start-backend.ts';
import { type Cruddur, startCruddur } from '../start/start-cruddur.ts';
import { ACCESSIBILITY } from './scenario/accessibility.ts';
import { FEDERATION } from './scenario/federation.ts';
import { JOINING } from './scenario/joining.ts';
import { MEMBERSHIP } from './scenario/membership.ts';
import { MODERATION } from './scenario/moderation.ts';
import { OUTAGE } from './scenario/outage.ts';
import { PHONE } from './scenario/phone.ts';
import { AFTER_RESTART } from './scenario/restart.ts';
import { SECURITY } from './scenario/security.ts';
import type { Step } from './scenario/step.ts';
import { openVisit, type Visit } from './visit.ts';

const STEPS: readonly Step[] = [
  ...JOINING,
  ...MEMBERSHIP,
  ...SECURITY,
  ...MODERATION,
  ...FEDERATION,
  ...ACCESSIBILITY,
  ...PHONE,
  ...OUTAGE,
];
const ALL = STEPS.length + AFTER_RESTART.length;

const FAILURES = fileURLToPath(new URL('failures/', import.meta.url));

export interface Score {
  readonly passed: number;
  readonly failed: number;
}

/** All steps, in order, on a Cruddur of its own. The first that fails ends it: the others build on it, and count as failed. */
export async function runScenario(browser: Browser, backend: BackendName): Promise<Score> {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-e2e-'));
  const databaseFile = join(folder, 'cruddur.sqlite');
  let cruddur = await startCruddur({ backend, port: 0, databaseFile });
  const visit = await openVisit(browser, cruddur.url, localPoolOf(cruddur));
  try {
    const before = await runSteps(visit, STEPS, backend);
    if (before < STEPS.length) return { passed: before, failed: ALL - before };
    await visit.go('about:blank');
    await cruddur.close();
    cruddur = await startCruddur({ backend, port: Number(new URL(cruddur.url).port), databaseFile });
    const after = await runSteps({ ...visit, pool: localPoolOf(cruddur) }, AFTER_RESTART, backend);
    return { passed: before + after, failed: ALL - before - after };
  } finally {
    await visit.page.context().close();
    await cruddur.close();
    rmSync(folder, { recursive: true });
  }
}

function localPoolOf({ pool }: Cruddur): LocalPool {
  if (pool === undefined) throw new Error('The scenario needs the local pool');
  return pool;
}

/** How many steps passed. */
async function runSteps(visit: Visit, steps: readonly Step[], backend: BackendName): Promise<number> {
  for (const [index, [sentence, run]] of steps.entries()) {
    const startedAt = performance.now();
    try {
      await run(visit);
    } catch (error) {
      console.log(`  ✗ ${sentence}\n${error instanceof Error ? error.stack : error}`);
      await keepScreenshot(visit, `${backend}.png`);
      return index;
    }
    console.log(`  ✓ ${sentence} (${Math.round(performance.now() - startedAt)} ms)`);
  }
  return steps.length;
}

async function keepScreenshot({ page, complaints }: Visit, name: string): Promise<void> {
  mkdirSync(FAILURES, { recursive: true });
  await page.screenshot({ path: join(FAILURES, name), fullPage: true });
  console.log(`  at ${page.url()}, shown in e2e/failures/${name}`, complaints);
}
