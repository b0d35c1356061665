import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { installRuntime } from '../install.ts';
import { runCommand } from '../run-command.ts';
import { ESBUILD_VERSION, WORKERD_VERSION } from '../workerd.ts';
import type { Check, Workshop } from '../workshop.ts';
import { type Case, cases } from './cases.ts';
import { openIsolate } from './isolate.ts';
import { startKeyServer } from './key-endpoint.ts';
import { APP, createTokens } from './tokens.ts';
import { BUNDLE, startWorkerd } from './workerd-process.ts';
import { createWorld, type World } from './world.ts';

type Fetches = World['fetches'];

interface Deployment {
  readonly compatibilityDate: string;
  /** What becomes of a fetch when its request is over: without `keys.waitUntil`, and with it. */
  readonly modes: readonly Fetches[];
}

/** Cloudflare's runtime, with clients that go away in mid-request. */
export const workers: readonly Check[] = [
  // Before 2024-10-14 a promise of a request that died never settles for the others who wait for it.
  onWorkers({ compatibilityDate: '2024-09-01', modes: ['die', 'survive'] }),
  // Then it rejects. The last day without Node's modules.
  onWorkers({ compatibilityDate: '2026-08-03', modes: ['die', 'survive'] }),
  // With them the library finds the platform's own waitUntil.
  onWorkers({ compatibilityDate: '2026-11-17', modes: ['survive'] }),
];

function onWorkers({ compatibilityDate, modes }: Deployment): Check {
  const isGiven = (fetches: Fetches) => fetches === 'survive' && modes.includes('die');

  async function run({ project }: Workshop): Promise<string> {
    const binaries = join(await installRuntime(`workerd@${WORKERD_VERSION}`, `esbuild@${ESBUILD_VERSION}`), '.bin');
    await bundleWorker(join(binaries, 'esbuild'), project);
    const tokens = await createTokens();
    const keyServer = await startKeyServer();
    const stages = modes.flatMap((fetches) =>
      cases
        .filter((shown) => (shown.fetches ?? fetches) === fetches)
        .map((shown, at) => ({ shown, fetches, name: `${fetches}${at}`, endpoint: keyServer.add(`${fetches}${at}`) })),
    );
    const services = stages.map(({ fetches, name, endpoint: { jwksUri } }) => ({
      name,
      bindings: {
        APP: JSON.stringify(APP),
        JWKS_URI: jwksUri,
        WAIT_UNTIL: isGiven(fetches) ? 'given' : 'left out',
      },
    }));
    try {
      const workerd = await startWorkerd(join(binaries, 'workerd'), { folder: project, compatibilityDate, services });
      const worlds = stages.map(({ shown, fetches, name, endpoint }) => {
        const isolate = openIsolate(workerd.portOf(name));
        async function usedHeap(): Promise<number> {
          await isolate.collectGarbage();
          return workerd.usedHeap(name);
        }
        return { shown, world: createWorld({ isolate, endpoint, tokens, fetches, usedHeap }) };
      });
      return await showAll(worlds).finally(workerd.close);
    } finally {
      keyServer.close();
    }
  }

  return { name: `workers ${compatibilityDate}`, run };
}

async function bundleWorker(esbuild: string, project: string): Promise<void> {
  copyFileSync(new URL('worker.mjs', import.meta.url), join(project, 'isolate.mjs'));
  const args = ['isolate.mjs', '--bundle', '--format=esm', '--conditions=workerd', `--outfile=${BUNDLE}`];
  await runCommand(esbuild, [...args, '--external:cloudflare:workers', '--log-level=warning'], { cwd: project });
}

/** All cases together: they spend their time waiting, and each has an isolate of its own. */
async function showAll(stages: readonly { shown: Case; world: World }[]): Promise<string> {
  const failures: string[] = [];
  const told: string[] = [];
  await Promise.all(
    stages.map(async ({ shown, world }) => {
      try {
        const detail = await shown.run(world);
        if (typeof detail === 'string') told.push(detail);
      } catch (failure) {
        failures.push(`fetches ${world.fetches}; ${shown.name}: ${(failure as Error).message}`);
      }
    }),
  );
  if (failures.length > 0) throw new Error(`${failures.length} of ${stages.length} cases\n${failures.join('\n')}`);
  const slowest = Math.max(...stages.map(({ world }) => world.isolate.slowest()));
  return [`${stages.length} cases`, `slowest answer ${(slowest / 1000).toFixed(1)} s`, ...told].join(', ');
}
