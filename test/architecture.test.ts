import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Layers from the inside out. A file may import from the layers above its own line, and from its own. */
const LAYERS: readonly (readonly string[])[] = [
  [
    'own-member.ts',
    'base64url.ts',
    'deadline.ts',
    'tells-cause.ts',
    'verifier-clock.ts',
    'plausible-time.ts',
    'cognito/claims.ts',
    'cognito/user-pool.ts',
    'reasons.ts',
  ],
  ['diagnostics.ts'],
  ['result.ts'],
  ['errors.ts'],
  [
    'options/verifier-options.ts',
    'options/verifier-config.ts',
    'options/list-check.ts',
    'options/option-checks.ts',
    'options/name-check.ts',
    'options/url-check.ts',
    'options/property-check.ts',
    'options/resolve-pool.ts',
    'options/resolve-options.ts',
  ],
  [
    'jwks/policy.ts',
    'jwks/background.ts',
    'jwks/attempt.ts',
    'jwks/rs256-key.ts',
    'jwks/parse-key-set.ts',
    'jwks/fetch-key-set.ts',
    'jwks/key-events.ts',
    'jwks/key-cache.ts',
    'jwks/key-source.ts',
  ],
  [
    'verify/read-unverified-issuer.ts',
    'verify/freeze-claims.ts',
    'verify/token-cache.ts',
    'verify/decode.ts',
    'verify/check-claims.ts',
    'verify/check-revocation.ts',
    'verify/verify-token.ts',
  ],
  ['create-verifier.ts', 'combine-verifiers.ts'],
  [
    'revocation/revocation-entry.ts',
    'revocation/entry-store.ts',
    'revocation/list-options.ts',
    'revocation/create-revocation-list.ts',
    'revocation/follow-options.ts',
    'revocation/redis-policy.ts',
    'revocation/redis-link.ts',
    'revocation/revocation-log.ts',
    'revocation/outbox.ts',
    'revocation/log-follower.ts',
    'revocation/follow-redis.ts',
    'revocation/index.ts',
  ],
  [
    'http/bearer-token.ts',
    'http/step-up.ts',
    'http/guards.ts',
    'http/challenge.ts',
    'http/authenticate-request.ts',
    'http/require-auth.ts',
  ],
  ['adapters/express.ts', 'adapters/fastify-refusal.ts', 'adapters/fastify.ts', 'adapters/koa.ts', 'adapters/fetch.ts'],
  [
    'lambda/context.ts',
    'lambda/events.ts',
    'lambda/authorizer.ts',
    'lambda/policy.ts',
    'lambda/rest-api.ts',
    'lambda/http-api.ts',
    'lambda/app-sync.ts',
    'lambda/proxy.ts',
    'lambda/authorizer-claims.ts',
    'lambda/index.ts',
    'mcp/protected-resource-metadata.ts',
    'mcp/authorization-server-metadata.ts',
    'mcp/mcp-auth-info.ts',
    'mcp/index.ts',
  ],
  ['index.ts'],
];

/** The testing kit stands beside the library. Of the library it may use what Cognito is, the errors, and the checks of options. */
const KIT = [
  'testing/create-test-user-pool.ts',
  'testing/listen.ts',
  'testing/pool-key.ts',
  'testing/rsa-keys.ts',
  'testing/tamper.ts',
  'testing/test-user-pool.ts',
];
const KIT_MAY_IMPORT = ['cognito/user-pool.ts', 'errors.ts', 'options/option-checks.ts', ...KIT];

/** The packages that a file may import. Every other file imports only our own. Of frameworks only types may be imported. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  'verify/token-cache.ts': ['lru-cache'],
  'testing/pool-key.ts': ['jose'],
  'testing/rsa-keys.ts': ['jose'],
  'testing/tamper.ts': ['jose'],
  'adapters/fastify.ts': ['type fastify'],
  'adapters/fastify-refusal.ts': ['type fastify'],
};

/** Modules of a platform, asked for at run time where it has them. */
const BUILTIN: Readonly<Record<string, readonly string[]>> = {
  'diagnostics.ts': ['node:diagnostics_channel'],
  'jwks/background.ts': ['cloudflare:workers'],
  'jwks/rs256-key.ts': ['node:crypto', 'node:os'],
  'testing/listen.ts': ['node:http'],
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
    const outward = importsOf(file)
      .filter(isOurs)
      .map((name) => targetOf(file, name))
      .filter((target) => !allowed.includes(target));
    expect(outward).toEqual([]);
  });

  it('and in no circle, through types neither', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    function follow(file: string, path: readonly string[]): void {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (done.has(file) || path.includes(file)) return;
      for (const name of importsOf(file).filter(isOurs)) follow(targetOf(file, name), [...path, file]);
      done.add(file);
    }
    for (const file of files) follow(file, []);
    expect(circles).toEqual([]);
  });

  it('and adapters know the HTTP decision, not the verifier behind it', () => {
    const adapters = files.filter((file) => /^(adapters|lambda)\//.test(file));
    const targets = adapters.flatMap((file) =>
      importsOf(file)
        .filter(isOurs)
        .map((name) => targetOf(file, name)),
    );
    expect(targets.filter((target) => /^(jwks|verify|testing)\/|verifier\.ts$|verifiers\.ts$/.test(target))).toEqual(
      [],
    );
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
      const builtin = [...source.matchAll(/['"]((?:node|cloudflare):[^'"]+)['"]/g)].map(([, name]) => name);
      expect([file, builtin]).toEqual([file, BUILTIN[file] ?? []]);
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
