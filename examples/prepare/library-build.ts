import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BUILT_FROM = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsup.config.ts'];
const BUILT = ['dist'];

/** In `node_modules`, because all of `dist` goes into the published package. */
const RECORD = 'node_modules/.cache/cognito-guard/build.json';

interface BuildRecord {
  readonly from: string;
  readonly built: string;
}

/** Whether `dist` is what `recordBuild` saw, and its sources are what it was built from. Contents decide, and never times. */
export function isBuilt(root: string): boolean {
  const record = readRecord(join(root, RECORD));
  return record !== undefined && record.from === sourcesOf(root) && record.built === hashOf(root, BUILT);
}

/** To be asked before the build: a source that changes meanwhile is then built at the next start. */
export function sourcesOf(root: string): string {
  return hashOf(root, BUILT_FROM);
}

export function recordBuild(root: string, from: string): void {
  const record: BuildRecord = { from, built: hashOf(root, BUILT) };
  mkdirSync(dirname(join(root, RECORD)), { recursive: true });
  writeFileSync(join(root, RECORD), JSON.stringify(record));
}

function readRecord(file: string): BuildRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as BuildRecord;
  } catch {
    // Missing or cut short: then the library is built once more.
    return undefined;
  }
}

/** Of the names and contents of all files. */
function hashOf(root: string, names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => filesIn(root, name)).sort()) {
    const content = createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex');
    hash.update(`${JSON.stringify(file)} ${content}\n`);
  }
  return hash.digest('hex');
}

function filesIn(root: string, name: string): string[] {
  const path = join(root, name);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [name];
  return readdirSync(path).flatMap((child) => filesIn(root, `${name}/${child}`));
}
