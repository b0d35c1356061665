import { defineConfig } from 'vitest/config';
import { EveryCasePassed } from './test/proofs/attacks/every-case-passed.ts';
import unit from './vitest.config.ts';

// `npm run test:proofs`. It proves what unit tests cannot, so it measures no coverage.
export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    include: ['test/proofs/**/*.test.ts'],
    // Some proofs have packages of their own, and those have tests too.
    exclude: ['**/node_modules/**'],
    globalSetup: [],
    reporters: ['default', new EveryCasePassed(), ['json', { outputFile: 'coverage/proofs.json' }]],
  },
});
