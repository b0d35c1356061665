import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from './run-command.ts';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/runtimes/', import.meta.url));
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];

/**
 * Installs exact versions into a folder of their own, kept for the next run. Never into the root: a package named node
 * would become the Node that runs every npm script.
 * @returns the folder's `node_modules`
 */
export async function installRuntime(...pins: readonly string[]): Promise<string> {
  const folder = join(CACHE, pins.join('+').replaceAll('/', '_'));
  if (!existsSync(folder)) {
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    writePackage(unfinished, {});
    await install(unfinished, pins);
    renameSync(unfinished, folder);
  }
  return join(folder, 'node_modules');
}

/** Makes a project, as a user would, with the packed library and these packages. */
export async function createProject(folder: string, packages: readonly string[]): Promise<string> {
  writePackage(folder, {});
  await install(folder, ['--ignore-scripts', ...packages]);
  return folder;
}

async function install(folder: string, args: readonly string[]): Promise<void> {
  try {
    await runNpm(['install', ...QUIET, '--prefix', folder, ...args], { cwd: folder, timeoutMs: 120_000 });
  } catch (cause) {
    throw new Error(`npm install ${args.join(' ')}: ${(cause as Error).message}`, { cause });
  }
}

export function writePackage(folder: string, fields: Readonly<Record<string, unknown>>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...fields }, null, 2));
}
