import { defineConfig } from 'vitest/config';

/** `npm test`, `npm run test:e2e` (needs Chromium) and `npm run test:compat` (needs cognito-local) run one project each. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['{server,web,aws,start}/**/*.test.{ts,tsx}'] } },
      // One file after the other: each has a browser of its own.
      {
        test: {
          name: 'e2e',
          include: ['e2e/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'compat', include: ['compat/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000 } },
    ],
  },
});
