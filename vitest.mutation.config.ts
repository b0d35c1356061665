import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

// What Stryker runs for each mutant: everything that is fast and in one process. Tests over real sockets and in child
// processes take seconds, and a mutant in a child process would not be seen.
const SLOW = [
  'test/proofs/faults/**',
  'test/proofs/attacks/jwks-transport.test.ts',
  'test/proofs/attacks/flood.test.ts',
  'test/examples.test.ts',
  'test/adapters/**',
  'test/proofs/properties/cached-and-uncached.test.ts',
  'test/proofs/properties/differential.test.ts',
];

// What reads the text of the source finds Stryker's instead.
const READS_SOURCE = [
  'test/architecture.test.ts',
  'test/readme.test.ts',
  'test/surface.test.ts',
  'test/package.test.ts',
];

export default mergeConfig(base, {
  test: { exclude: [...SLOW, ...READS_SOURCE], reporters: ['dot'], env: { PROPERTY_RUNS: '200' } },
});
