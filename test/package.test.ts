import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { dependencies, exports } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
/** What a script prints that runs in a process of its own and finds the package by its name alone. */
const printedBy = (script: string, type: 'module' | 'commonjs', cwd = ROOT) =>
  execFileSync(process.execPath, [`--input-type=${type}`, '--eval', script], { cwd, encoding: 'utf8' }).trim();

// test/support/build-package.ts has built it before.
describe('the built package', () => {
  const nameOf = (entry: string) => `cognito-guard${entry.slice(1)}`;

  it.each(entries)('loads %s by import and by require, with the same names', (entry) => {
    const name = nameOf(entry);
    const imported = printedBy(`console.log(Object.keys(await import('${name}')).sort().join())`, 'module');
    const required = printedBy(`console.log(Object.keys(require('${name}')).sort().join())`, 'commonjs');
    expect(imported).not.toBe('');
    expect(required).toBe(imported);
  });

  it.each(['module', 'commonjs'] as const)('verifies a token as %s, and its entries share one ConfigError', (type) => {
    const load =
      type === 'module' ? (name: string) => `await import('${name}')` : (name: string) => `require('${name}')`;
    const script = `
      (async () => {
        const { createCognitoVerifier, ConfigError } = ${load('cognito-guard')};
        const { createTestUserPool } = ${load('cognito-guard/testing')};
        const { requireAuth } = ${load('cognito-guard/express')};
        const pool = await createTestUserPool();
        const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
        const { token_valid } = await verifier.verify(await pool.accessToken());
        let shared;
        try { requireAuth(verifier, { scopes: [] }); } catch (error) { shared = error instanceof ConfigError; }
        console.log(token_valid, shared);
      })();`;
    expect(printedBy(script, type)).toBe('true true');
  });

  it('needs no framework: every entry loads where none is installed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-guard-'));
    try {
      for (const name of ['package.json', 'dist']) {
        cpSync(join(ROOT, name), join(folder, 'node_modules/cognito-guard', name), { recursive: true });
      }
      for (const name of ['jose', 'lru-cache']) {
        cpSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
      }
      const script = `for (const name of ${JSON.stringify(entries.map(nameOf))}) await import(name);`;
      expect(printedBy(script, 'module', folder)).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('packs the licence of every dependency that it bundles, and no source map', () => {
    const load = entries.map((entry) => `require('${nameOf(entry)}');`).join('');
    const loaded = printedBy(`${load} console.log(Object.keys(require.cache).join('\\n'))`, 'commonjs');
    const bundled = Object.keys(dependencies).filter((name) => !loaded.includes(`/node_modules/${name}/`));
    expect(bundled).toEqual(['jose']);

    const pack = ['pack', '--dry-run', '--ignore-scripts', '--json'];
    const [{ files }] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }));
    const packed: string[] = files.map(({ path }: { path: string }) => path);
    expect(packed.filter((path) => path.endsWith('.map') || path.startsWith('test'))).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(['LICENSE', 'dist/THIRD-PARTY-NOTICES.txt']));

    const notices = readFileSync(`${ROOT}/dist/THIRD-PARTY-NOTICES.txt`, 'utf8');
    expect(notices).toContain(readFileSync(`${ROOT}/node_modules/jose/LICENSE.md`, 'utf8').trim());
    expect(notices.match(/^Files of this package contain code of \S+/gm)).toHaveLength(bundled.length);
  });
});
