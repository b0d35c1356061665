import { defineConfig } from 'vitest/config';
import unit from './vitest.config.ts';

// What Stryker runs for each mutant: everything that is fast and in one process. Tests over real sockets and in child
// processes take seconds, and a mutant in a child process would not be seen.
const SLOW = [
  'test/proofs/faults/**',
  'test/proofs/lambda/**',
  'test/proofs/reliability/**',
  'test/proofs/revocation/**',
  'test/proofs/soak/**',
  'test/proofs/attacks/jwks-transport.test.ts',
  'test/proofs/attacks/flood.test.ts',
  'test/proofs/attacks/cases.test.ts',
  'test/proofs/properties/cached-and-uncached.test.ts',
  'test/proofs/properties/cost.test.ts',
  'test/proofs/properties/differential.test.ts',
  'test/examples.test.ts',
  'test/adapters/**',
];

// Tests that read the source would read Stryker's changed copy of it.
const READS_SOURCE = [
  'test/architecture.test.ts',
  'test/readme.test.ts',
  'test/surface.test.ts',
  'test/package.test.ts',
  // Loads the library without globals that Stryker's copy needs.
  'test/index.test.ts',
];

export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    exclude: [...SLOW, ...READS_SOURCE],
    globalSetup: [],
    reporters: ['dot'],
    env: { PROPERTY_RUNS: '200' },
  },
});
