import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{server,pool,web,aws,start}/**/*.test.{ts,tsx}'] },
});
