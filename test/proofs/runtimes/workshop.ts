import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject } from './install.ts';
import { runNpm } from './run-command.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAMS = fileURLToPath(new URL('programs/', import.meta.url));

/** A temporary folder outside the repository, so that nothing is found in its node_modules by accident. */
export interface Workshop {
  readonly folder: string;
  /** The library as `npm publish` would send it. */
  readonly tarball: string;
  /** A project with the tarball installed and no framework, and the programs beside its package.json. */
  readonly project: string;
  readonly close: () => void;
}

/** One line of the report. */
export interface Check {
  readonly name: string;
  /** What was tried, for the report. Throws to fail: what could not be installed was not tested. */
  readonly run: (workshop: Workshop) => Promise<string>;
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-guard-runtimes-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    // This builds the package first, by its own prepack script.
    await runNpm(['pack', '--loglevel=error', '--pack-destination', folder], { cwd: ROOT, timeoutMs: 120_000 });
    const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
    if (name === undefined) throw new Error('npm pack made no tarball');
    const tarball = join(folder, name);
    const project = await createProject(join(folder, 'project'), [tarball]);
    cpSync(PROGRAMS, project, { recursive: true });
    return { folder, tarball, project, close };
  } catch (failure) {
    close();
    throw failure;
  }
}
