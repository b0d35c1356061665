import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Layers from the inside out. A file may import from the layers above its own line, and from its own. */
const LAYERS: readonly (readonly string[])[] = [
  ['cognito/claims.ts', 'cognito/user-pool.ts', 'reasons.ts'],
  ['result.ts'],
  ['errors.ts'],
  ['options/option-checks.ts', 'options/verifier-options.ts', 'options/resolve-options.ts'],
  ['jwks/rs256-key.ts', 'jwks/fetch-key-set.ts', 'jwks/key-cache.ts', 'jwks/key-source.ts'],
  [
    'verify/base64url.ts',
    'verify/check-claims.ts',
    'verify/token-cache.ts',
    'verify/decode.ts',
    'verify/freeze-claims.ts',
    'verify/read-unverified-issuer.ts',
    'verify/verify-token.ts',
  ],
  ['create-verifier.ts', 'combine-verifiers.ts'],
  ['http/bearer-token.ts', 'http/guards.ts', 'http/challenge.ts', 'http/authenticate-request.ts'],
  ['adapters/express.ts', 'adapters/fastify.ts', 'adapters/koa.ts', 'adapters/fetch.ts'],
  ['index.ts'],
];

/** The testing kit stands beside the library. Of the library it may use what Cognito is, and the error for a wrong option. */
const KIT = [
  'testing/create-test-user-pool.ts',
  'testing/listen.ts',
  'testing/pool-key.ts',
  'testing/tamper.ts',
  'testing/test-user-pool.ts',
];
const KIT_MAY_IMPORT = ['cognito/user-pool.ts', 'errors.ts', ...KIT];

/** The packages that a file may import. Every other file imports only our own. Of frameworks only types may be imported. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  'verify/token-cache.ts': ['lru-cache'],
  'verify/base64url.ts': ['jose/base64url'],
  'jwks/fetch-key-set.ts': ['jose/base64url'],
  'testing/pool-key.ts': ['jose'],
  'testing/tamper.ts': ['jose'],
  'adapters/fastify.ts': ['type fastify'],
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort();
const textOf = (file: string) => readFileSync(join(SRC, file), 'utf8');
/** Without comments, which may speak of anything. */
const sourceOf = (file: string) => textOf(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

/** Every module that a file names, `type` before it where only types are taken. */
function importsOf(file: string): readonly string[] {
  const statements = sourceOf(file).matchAll(/^(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  return [...statements].map(([, type, name = '']) => (type === undefined ? name : `type ${name}`));
}

const isOurs = (name: string) => name.replace('type ', '').startsWith('.');
const targetOf = (file: string, name: string) =>
  normalize(join(dirname(file), name.replace('type ', ''))).replaceAll('\\', '/');

describe('imports point inwards', () => {
  it('and every file has its place', () => {
    expect([...LAYERS.flat(), ...KIT].sort()).toEqual(files);
  });

  it.each(files)('%s', (file) => {
    const layer = LAYERS.findIndex((names) => names.includes(file));
    const allowed = KIT.includes(file) ? KIT_MAY_IMPORT : LAYERS.slice(0, layer + 1).flat();
    // Types alone may name the option and key types of a neighbour: nothing of it is left at run time.
    const outward = importsOf(file)
      .filter(isOurs)
      .map((name) => targetOf(file, name))
      .filter((target) => !allowed.includes(target));
    expect(outward).toEqual([]);
  });

  it('and adapters know the HTTP decision, not the verifier behind it', () => {
    for (const adapter of files.filter((file) => file.startsWith('adapters/'))) {
      const targets = importsOf(adapter).filter((name) => isOurs(name) && !name.startsWith('type '));
      expect(
        targets
          .map((name) => targetOf(adapter, name))
          .filter((target) => !/^(http\/authenticate-request|options\/option-checks)\.ts$/.test(target)),
      ).toEqual([]);
    }
  });
});

describe('what comes from outside', () => {
  it.each(files)('%s', (file) => {
    expect(importsOf(file).filter((name) => !isOurs(name))).toEqual(FOREIGN[file] ?? []);
  });

  it('is never loaded by another door', () => {
    for (const file of files) {
      const source = sourceOf(file);
      expect([file, /\brequire\s*\(|\bimport\s*\(|createRequire\b/.test(source)]).toEqual([file, false]);
      const builtin = [...source.matchAll(/['"](node:[^'"]+)['"]/g)].map(([, name]) => name);
      const may = { 'jwks/rs256-key.ts': ['node:crypto', 'node:os'], 'testing/listen.ts': ['node:http'] }[file] ?? [];
      expect([file, builtin]).toEqual([file, may]);
    }
  });
});

describe('a file', () => {
  it.each(files)('%s fits on three screens', (file) => {
    expect(textOf(file).trimEnd().split('\n').length).toBeLessThanOrEqual(151);
  });

  it('has a name that says what is in it', () => {
    expect(files.filter((file) => /util|helper|manager|types\.ts|common/.test(file))).toEqual([]);
    expect(files.filter((file) => !/^(?:[a-z]+\/)?[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(file))).toEqual([]);
  });
});
