import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isInstalled, type Wanted } from '../examples/prepare/installed-packages.ts';
import { isBuilt, recordBuild, sourcesOf } from '../examples/prepare/library-build.ts';
import { prepareExample, type Requirement } from '../examples/prepare/prepare-example.ts';

type Files = Readonly<Record<string, string>>;

function write(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

function folderWith(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'prepare-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  write(folder, files);
  return folder;
}

const other = { os: process.platform === 'linux' ? 'darwin' : 'linux', cpu: process.arch === 'x64' ? 'arm64' : 'x64' };
const LIB = { link: true, resolved: '../..' };
const PACKAGES: Readonly<Record<string, object>> = {
  'node_modules/lib': LIB,
  'node_modules/react': { version: '1.0.0', integrity: 'sha512-react' },
  'node_modules/vite': { version: '2.0.0', integrity: 'sha512-vite', dev: true },
  'node_modules/native': { version: '3.0.0', integrity: 'sha512-native', optional: true, os: [process.platform] },
  'node_modules/foreign': { version: '3.0.0', integrity: 'sha512-foreign', optional: true, os: [other.os] },
};
const { 'node_modules/foreign': _foreign, ...HERE } = PACKAGES;
const { 'node_modules/vite': _vite, ...WITHOUT_DEV } = HERE;

function lockOf(packages: object): string {
  return JSON.stringify({ packages: { '': { name: 'example' }, '../..': { version: '9.9.9' }, ...packages } });
}

function installed(found: Readonly<Record<string, object>>, locked: object = PACKAGES): string {
  const present = Object.keys(found).map((path) => [`${path}/package.json`, '{}']);
  return folderWith({
    'package-lock.json': lockOf(locked),
    'node_modules/.package-lock.json': lockOf(found),
    ...Object.fromEntries(present),
  });
}

describe('an installation', () => {
  it.each<[string, () => string, Wanted, boolean]>([
    ['has everything of the lock file', () => installed(HERE), 'all packages', true],
    ['lacks what was not asked for', () => installed(WITHOUT_DEV), 'all but development dependencies', true],
    ['has more than was asked for', () => installed(HERE), 'all but development dependencies', true],
    ['lacks development dependencies', () => installed(WITHOUT_DEV), 'all packages', false],
    ['was cut short', () => folderWith({ 'package-lock.json': lockOf(PACKAGES) }), 'all packages', false],
    [
      'has another version',
      () => installed({ ...HERE, 'node_modules/react': { version: '1.0.1', integrity: 'sha512-react' } }),
      'all packages',
      false,
    ],
    [
      'has other contents under the same version',
      () => installed({ ...HERE, 'node_modules/react': { version: '1.0.0', integrity: 'sha512-other' } }),
      'all packages',
      false,
    ],
    [
      'has a package that is no longer in the lock file',
      () => installed({ ...HERE, 'node_modules/old': { version: '1.0.0', integrity: 'sha512-old' } }),
      'all packages',
      false,
    ],
    [
      'links to another folder',
      () => installed({ ...HERE, 'node_modules/lib': { ...LIB, resolved: '../elsewhere' } }),
      'all packages',
      false,
    ],
    [
      'was made on another system',
      () => installed({ ...WITHOUT_DEV, 'node_modules/foreign': PACKAGES['node_modules/foreign'] ?? {} }),
      'all but development dependencies',
      false,
    ],
    [
      'was made for another processor',
      () => {
        const native = { version: '3.0.0', integrity: 'sha512-native', optional: true, cpu: [other.cpu] };
        return installed({ ...HERE, 'node_modules/native': native }, { ...PACKAGES, 'node_modules/native': native });
      },
      'all packages',
      false,
    ],
    [
      'lost a folder since',
      () => {
        const folder = installed(HERE);
        rmSync(join(folder, 'node_modules/react'), { recursive: true });
        return folder;
      },
      'all packages',
      false,
    ],
  ])('that %s: %#', (_, make, wanted, expected) => {
    expect(isInstalled(make(), wanted)).toBe(expected);
  });
});

const SOURCES: Files = {
  'package.json': '{}',
  'package-lock.json': '{}',
  'tsup.config.ts': '',
  'tsconfig.json': '{}',
  'src/index.ts': 'export {};',
  'src/verify/decode.ts': 'export {};',
};
const DIST: Files = { 'dist/index.js': 'export {};', 'dist/index.d.ts': 'export {};' };

function builtLibrary(): string {
  const root = folderWith({ ...SOURCES, ...DIST });
  recordBuild(root, sourcesOf(root));
  return root;
}

describe('a build', () => {
  it('counts as done only if it was recorded', () => {
    expect(isBuilt(folderWith({ ...SOURCES, ...DIST }))).toBe(false);
    expect(isBuilt(builtLibrary())).toBe(true);
  });

  it('stays done whatever the times of the files say', () => {
    const root = builtLibrary();
    for (const file of Object.keys(SOURCES)) utimesSync(join(root, file), new Date(4e12), new Date(4e12));
    expect(isBuilt(root)).toBe(true);
  });

  it.each<[string, (root: string) => void]>([
    ['a source changes', (root) => write(root, { 'src/verify/decode.ts': 'export const changed = 1;' })],
    ['a source is new', (root) => write(root, { 'src/new.ts': '' })],
    ['a source is gone', (root) => rmSync(join(root, 'src/verify/decode.ts'))],
    ['a dependency changes', (root) => write(root, { 'package-lock.json': '{"packages":{}}' })],
    ['a part of the build is gone', (root) => rmSync(join(root, 'dist/index.d.ts'))],
    ['somebody builds something else', (root) => write(root, { 'dist/index.js': 'export const other = 1;' })],
    ['its record is cut short', (root) => write(root, { 'node_modules/.cache/cognito-guard/build.json': '{"fr' })],
  ])('is done again when %s, however old the file says it is', (_, change) => {
    const root = builtLibrary();
    change(root);
    for (const file of ['src/verify/decode.ts', 'package-lock.json', 'dist/index.js']) {
      try {
        utimesSync(join(root, file), new Date(1e12), new Date(1e12));
      } catch {
        // One of the rows deleted it.
      }
    }
    expect(isBuilt(root)).toBe(false);
  });
});

describe('preparing an example', () => {
  const requirements: readonly Requirement[] = [
    ['shop', 'all packages'],
    ['till', 'all but development dependencies'],
  ];

  function fresh(): string {
    return folderWith({
      ...SOURCES,
      'examples/shop/package-lock.json': lockOf(PACKAGES),
      'examples/till/package-lock.json': lockOf(PACKAGES),
    });
  }

  function screen() {
    const written: string[] = [];
    return { written, write: (text: string) => written.push(text) };
  }

  /** Does to the files what npm would do. */
  function fakeNpm(root: string) {
    return vi.fn(async (folder: string, command = '') => {
      if (command === 'run') return write(root, DIST);
      const present = Object.keys(HERE).map((path) => [`${path}/package.json`, '{}']);
      write(folder, { 'node_modules/.package-lock.json': lockOf(HERE), ...Object.fromEntries(present) });
    });
  }

  it('builds and installs the first time, says so on one line, and does neither the second time', async () => {
    const root = fresh();
    const [npm, first, second] = [fakeNpm(root), screen(), screen()];
    await prepareExample(root, requirements, first, npm);
    expect(npm.mock.calls.map((call) => call.join(' ')).sort()).toEqual(
      [`${root} run build`, `${join(root, 'examples/shop')} ci`, `${join(root, 'examples/till')} ci --omit=dev`].sort(),
    );
    expect(first.written.join('')).toMatch(
      /^Once.*building the library, installing packages for shop and till\.\.\.\n$/,
    );

    npm.mockClear();
    await prepareExample(root, requirements, second, npm);
    expect(npm).not.toHaveBeenCalled();
    expect(second.written).toEqual([]);
  });

  it('does again what changed, and nothing else', async () => {
    const root = fresh();
    const npm = fakeNpm(root);
    await prepareExample(root, requirements, screen(), npm);
    npm.mockClear();
    write(root, { 'src/index.ts': 'export const changed = 1;' });
    await prepareExample(root, requirements, screen(), npm);
    expect(npm.mock.calls).toEqual([[root, 'run', 'build']]);
  });

  it('does not count a build that failed as done', async () => {
    const root = fresh();
    const failing = async () => {
      throw new Error('npm run build failed');
    };
    await expect(prepareExample(root, [], screen(), failing)).rejects.toThrow('npm run build failed');
    expect(isBuilt(root)).toBe(false);
  });

  it('counts the seconds on a terminal, and leaves nothing of that line', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const root = fresh();
    const terminal = { ...screen(), isTTY: true };
    let finish = () => {};
    const building = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const prepared = prepareExample(root, [], terminal, () => building);
    await vi.advanceTimersByTimeAsync(2_000);
    finish();
    await prepared;
    expect(terminal.written.map((text) => /(\d+) s$/.exec(text)?.[1])).toEqual(['0', '1', '2', undefined]);
    expect(terminal.written.at(-1)).toBe('\r\u001b[2K');
    expect(terminal.written.join('')).not.toContain('\n');
  });
});
