import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  /** For a link: the folder that it leads to. */
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

type Packages = Readonly<Record<string, LockedPackage>>;

export type Wanted = 'all packages' | 'all but development dependencies';

/**
 * Whether `npm ci` would change nothing. When npm is done it writes what it installed beside the packages, so that a run which
 * was cut short leaves no such file. Times of files are not asked: a checkout or a copy changes them.
 */
export function isInstalled(folder: string, wanted: Wanted): boolean {
  const locked = packagesIn(join(folder, 'package-lock.json')) ?? {};
  const installed = packagesIn(join(folder, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  const needed = Object.entries(locked).filter(([, entry]) => isNeeded(entry, wanted));
  return (
    needed.every(([path, entry]) => isSame(entry, installed[path]) && existsSync(join(folder, path))) &&
    Object.entries(installed).every(([path, entry]) => isSame(entry, locked[path]) && isForThisMachine(entry))
  );
}

/** Undefined without a readable file. Without what lies outside `node_modules`, which is linked and not installed. */
function packagesIn(lockFile: string): Packages | undefined {
  if (!existsSync(lockFile)) return undefined;
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as { packages: Packages };
  return Object.fromEntries(Object.entries(packages).filter(([path]) => path.startsWith('node_modules/')));
}

/** Optional packages are mostly those of other systems, which npm leaves out. */
function isNeeded({ optional, dev, devOptional }: LockedPackage, wanted: Wanted): boolean {
  if (optional === true) return false;
  return wanted === 'all packages' || (dev !== true && devOptional !== true);
}

function isSame(one: LockedPackage, other: LockedPackage | undefined): boolean {
  if (other === undefined || one.version !== other.version || one.integrity !== other.integrity) return false;
  // Packages have an integrity, and an address that may be left out of a lock file. Links have a folder only.
  return one.integrity !== undefined || one.resolved === other.resolved;
}

/** No longer, if the folder is shared with a container or was copied from another machine. */
function isForThisMachine({ os, cpu }: LockedPackage): boolean {
  return allows(os, process.platform) && allows(cpu, process.arch);
}

function allows(list: readonly string[] | undefined, name: string): boolean {
  if (list === undefined || list.includes(name)) return true;
  return list.every((entry) => entry.startsWith('!')) && !list.includes(`!${name}`);
}
