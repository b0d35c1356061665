import { defineConfig } from 'vitest/config';
import unit from './vitest.config.ts';

// `npm run test:proofs`. It proves what unit tests cannot, so it measures no coverage.
export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    include: ['test/proofs/**/*.test.ts'],
    exclude: [],
    globalSetup: ['test/proofs/attacks/passed-cases.ts'],
    reporters: ['default', ['json', { outputFile: 'coverage/proofs.json' }]],
  },
});
