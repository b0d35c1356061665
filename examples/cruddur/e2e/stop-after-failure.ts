import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import type { Visit } from './visit.ts';

const FAILURES = fileURLToPath(new URL('failures/', import.meta.url));

/**
 * For the steps of a `describe`, which build on one another: after a failure it skips the rest, which would only wait for pages that
 * cannot come, and keeps a picture of each visit, under its name.
 * @returns whether a step has failed
 */
export function stopAfterFailure(visits: () => Readonly<Record<string, Visit>>): () => boolean {
  let failedStep: string | undefined;
  beforeEach(({ skip }) => {
    if (failedStep !== undefined) skip(`a step before it failed: ${failedStep}`);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    failedStep = task.name;
    mkdirSync(FAILURES, { recursive: true });
    for (const [name, { page, complaints }] of Object.entries(visits())) {
      await page.screenshot({ path: join(FAILURES, `${name}.png`), fullPage: true });
      console.log(`At ${page.url()}, shown in e2e/failures/${name}.png`, complaints);
    }
  });
  return () => failedStep !== undefined;
}
