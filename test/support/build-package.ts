import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILT_FROM = ['src', 'tsup.config.ts', 'package.json'];

/** Vitest calls this once before all tests, so that the tests of the built package never see an old build. */
export default function buildPackage(): void {
  const builtAt = Math.min(...modificationTimes('dist'));
  const changedAt = Math.max(...BUILT_FROM.flatMap(modificationTimes));
  if (builtAt > changedAt) return;
  console.info('The sources are newer than dist: npm run build');
  execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Of a file, or of a folder and all that is in it: a folder changes when something is deleted from it. */
function modificationTimes(name: string): number[] {
  const path = join(ROOT, name);
  if (!existsSync(path)) return [0];
  const inside = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  return [path, ...inside.map((child) => join(path, child))].map((each) => statSync(each).mtimeMs);
}
