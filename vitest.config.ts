import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^cognito-guard$/, replacement: source('index.ts') },
      { find: /^cognito-guard\/testing$/, replacement: source('testing/create-test-user-pool.ts') },
      { find: /^cognito-guard\/(express|fastify|koa|fetch)$/, replacement: source('adapters/$1.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // The default leaves one core free; most of these tests wait for sockets.
    maxWorkers: '100%',
    reporters: ['default', ['json', { outputFile: 'coverage/tests.json' }]],
    typecheck: { include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    coverage: {
      include: ['src/**'],
      thresholds: { 100: true },
      reporter: ['text', 'html'],
    },
  },
});
