import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

// `npm test`: what is deterministic. The proofs (sockets, floods, processes, real time) have a command of their own.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^cognito-guard$/, replacement: source('index.ts') },
      { find: /^cognito-guard\/testing$/, replacement: source('testing/create-test-user-pool.ts') },
      { find: /^cognito-guard\/lambda$/, replacement: source('lambda/index.ts') },
      { find: /^cognito-guard\/mcp$/, replacement: source('mcp/index.ts') },
      { find: /^cognito-guard\/revocation$/, replacement: source('revocation/index.ts') },
      { find: /^cognito-guard\/(express|fastify|koa|fetch)$/, replacement: source('adapters/$1.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/proofs/**'],
    globalSetup: ['test/support/build-package.ts'],
    // The default leaves one core free; most of these tests wait for sockets.
    maxWorkers: '100%',
    // No test is judged by its time, so the limit only ends a test that hangs. The default of 5 s fails on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', ['json', { outputFile: 'coverage/tests.json' }]],
    typecheck: { include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    coverage: {
      include: ['src/**'],
      thresholds: { 100: true },
      reporter: ['text', 'html'],
    },
  },
});
