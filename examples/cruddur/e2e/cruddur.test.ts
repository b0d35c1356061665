import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { BACKENDS, type BackendName } from '../server/start-backend.ts';
import { type Cruddur, startCruddur } from '../start/start-cruddur.ts';
import { launchBrowser } from './browser.ts';
import { ACCESSIBILITY } from './scenario/accessibility.ts';
import { CHOICE } from './scenario/choice.ts';
import { FEDERATION } from './scenario/federation.ts';
import { JOINING } from './scenario/joining.ts';
import { KEYBOARD } from './scenario/keyboard.ts';
import { LAYOUT } from './scenario/layout.ts';
import { MEMBERSHIP } from './scenario/membership.ts';
import { MODERATION } from './scenario/moderation.ts';
import { OUTAGE } from './scenario/outage.ts';
import { AFTER_RESTART } from './scenario/restart.ts';
import { SECURITY } from './scenario/security.ts';
import { SESSIONS } from './scenario/sessions.ts';
import type { Step } from './scenario/step.ts';
import { stopAfterFailure } from './stop-after-failure.ts';
import { openVisit, type Visit } from './visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe.each(Object.keys(BACKENDS) as BackendName[])('Cruddur in a browser, with its back end in %s', (backend) => {
  let folder: string;
  let cruddur: Cruddur;
  let visit: Visit;

  const start = async (port: number) => {
    cruddur = await startCruddur({ backend, port, databaseFile: join(folder, 'cruddur.sqlite') });
    return poolOf(cruddur);
  };
  const walk = (steps: readonly Step[]) => {
    for (const [sentence, run] of steps) it(sentence, () => run(visit));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cruddur-e2e-'));
    const pool = await start(0);
    visit = await openVisit(browser, cruddur.url, pool);
  });
  afterAll(async () => {
    await visit?.page.context().close();
    await cruddur?.close();
    rmSync(folder, { recursive: true });
  });

  const hasFailed = stopAfterFailure(() => ({ [backend]: visit }));

  walk([...JOINING, ...MEMBERSHIP, ...CHOICE, ...SECURITY, ...MODERATION, ...FEDERATION, ...SESSIONS]);
  walk([...KEYBOARD, ...ACCESSIBILITY, ...LAYOUT, ...OUTAGE]);

  describe('after everything was stopped and started again', () => {
    beforeAll(async () => {
      if (hasFailed()) return;
      await visit.go('about:blank');
      await cruddur.close();
      visit = { ...visit, pool: await start(Number(new URL(cruddur.url).port)) };
    });
    walk(AFTER_RESTART);
  });
});

function poolOf({ pool }: Cruddur) {
  if (pool === undefined) throw new Error('The scenario needs the local pool');
  return pool;
}
