import { defineConfig } from 'vitest/config';
import unit from './vitest.config.ts';

// What Stryker runs for each mutant: what is fast, in one process, and reads no source, which would be Stryker's changed copy.
const LEFT_OUT = [
  'test/proofs/**',
  'test/adapters/**',
  'test/testing/**',
  'test/docs/**',
  'test/architecture.test.ts',
  'test/examples.test.ts',
  'test/package.test.ts',
  'test/release.test.ts',
  'test/surface.test.ts',
  // Loads the library without globals that Stryker's copy needs.
  'test/index.test.ts',
];

export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    exclude: LEFT_OUT,
    // The files share their modules: loading them anew for each file takes longer than all tests.
    isolate: false,
    globalSetup: [],
    reporters: ['dot'],
  },
});
