import { defineConfig } from 'vitest/config';
import { EveryCasePassed } from './test/proofs/attacks/every-case-passed.ts';
import unit from './vitest.config.ts';

// `npm run test:proofs`. It proves what unit tests cannot, so it measures no coverage.
export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    include: ['test/proofs/**/*.test.ts'],
    exclude: [],
    globalSetup: [],
    reporters: ['default', new EveryCasePassed(), ['json', { outputFile: 'coverage/proofs.json' }]],
  },
});
