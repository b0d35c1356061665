import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
/** What a script prints that runs in a process of its own and finds the package by its name alone. */
const printedBy = (script: string, type: 'module' | 'commonjs') =>
  execFileSync(process.execPath, [`--input-type=${type}`, '--eval', script], { cwd: ROOT, encoding: 'utf8' }).trim();

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

  it('needs no framework for its root', () => {
    const files = readdirSync(`${ROOT}/dist`).filter((name) => /\.c?js$/.test(name));
    const named = files.filter((name) =>
      /['"](?:express|fastify|koa)['"]/.test(readFileSync(`${ROOT}/dist/${name}`, 'utf8')),
    );
    expect(named).toEqual([]);
  });
});
