import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // The file that Node takes. Vitest by itself takes index.mjs for our imports, a second copy whose errors Yoga does not know.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }],
  },
  // No test is judged by its time: the limit only ends one that hangs, and `next build` is slow on a busy machine.
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    reporters: ['default', ['json', { outputFile: 'coverage/tests.json' }]],
  },
});
