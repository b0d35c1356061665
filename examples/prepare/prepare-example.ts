import { join } from 'node:path';
import { isInstalled, type Wanted } from './installed-packages.ts';
import { isBuilt, recordBuild, sourcesOf } from './library-build.ts';
import { type Screen, showing } from './progress.ts';
import { runNpm } from './run-npm.ts';

/** A folder in `examples`, and what of its packages the example needs to run. */
export type Requirement = readonly [folder: string, wanted: Wanted];

/** Cruddur runs on Vite, which is a development dependency. */
export const REQUIREMENTS: Readonly<Record<string, readonly Requirement[]>> = {
  cruddur: [
    ['cruddur', 'all packages'],
    ['local-user-pool', 'all but development dependencies'],
  ],
  'local-user-pool': [['local-user-pool', 'all but development dependencies']],
};

type RunNpm = typeof runNpm;

/** Builds the library and installs packages, if that has not been done or something has changed since. */
export async function prepareExample(
  root: string,
  requirements: readonly Requirement[],
  screen: Screen,
  npm: RunNpm = runNpm,
): Promise<void> {
  const folderOf = (folder: string) => join(root, 'examples', folder);
  const missing = requirements.filter(([folder, wanted]) => !isInstalled(folderOf(folder), wanted));
  const isLibraryBuilt = isBuilt(root);
  const tasks = [
    ...(isLibraryBuilt ? [] : ['building the library']),
    ...(missing.length === 0 ? [] : [`installing packages for ${missing.map(([folder]) => folder).join(' and ')}`]),
  ];
  if (tasks.length === 0) return;
  const install = async () => {
    for (const [folder, wanted] of missing) {
      // The installation of one example may have brought another's packages along.
      if (!isInstalled(folderOf(folder), wanted)) await npm(folderOf(folder), ...ciFor(wanted));
    }
  };
  // Side by side: an installation mostly waits for the network.
  const work = Promise.all([isLibraryBuilt ? undefined : build(root, npm), install()]);
  await showing(screen, `Once, and again after changes: ${tasks.join(', ')}`, work);
}

function ciFor(wanted: Wanted): string[] {
  return wanted === 'all packages' ? ['ci'] : ['ci', '--omit=dev'];
}

async function build(root: string, npm: RunNpm): Promise<void> {
  const from = sourcesOf(root);
  await npm(root, 'run', 'build');
  recordBuild(root, from);
}
