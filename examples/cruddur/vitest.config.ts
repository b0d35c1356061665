import { defineConfig } from 'vitest/config';

/** `npm test`, `npm run test:e2e` and `npm run test:compat` run one project each: the last two need a browser and an emulator. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['{server,web,aws,start}/**/*.test.{ts,tsx}'] } },
      { test: { name: 'e2e', include: ['e2e/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'compat', include: ['compat/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000 } },
    ],
  },
});
