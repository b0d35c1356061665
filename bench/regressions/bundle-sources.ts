import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: '..', encoding: 'utf8' }).trim();

/** HEAD while src holds changes of its own; else the commit before the last one that changed it. */
export function lastOtherCommit(): string {
  if (git('status', '--porcelain', '--', 'src') !== '') return 'HEAD';
  return `${git('rev-list', '-1', 'HEAD', '--', 'src')}~1`;
}

/**
 * Bundles the sources of a commit, or those of the working tree, and resolves to the file. Both are bundled here and with
 * the dependencies installed now, so that nothing differs but src.
 */
export async function bundleSources(name: string, commit?: string): Promise<string> {
  const folder = resolve('.build', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (commit === undefined) cpSync('../src', `${folder}/src`, { recursive: true });
  else {
    git('archive', `--output=${folder}/src.tar`, commit, 'src');
    execFileSync('tar', ['-xf', 'src.tar'], { cwd: folder });
  }
  const outfile = `${folder}/library.js`;
  await build({
    entryPoints: [`${folder}/src/index.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  return outfile;
}
