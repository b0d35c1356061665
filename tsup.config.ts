import { defineConfig, type Options } from 'tsup';

const library: Options = {
  entry: {
    index: 'src/index.ts',
    express: 'src/adapters/express.ts',
    fastify: 'src/adapters/fastify.ts',
    koa: 'src/adapters/koa.ts',
    fetch: 'src/adapters/fetch.ts',
    testing: 'src/testing/create-test-user-pool.ts',
  },
  target: 'node20',
  sourcemap: true,
  clean: true,
  dts: true,
  // One core shared by all entries: without it each CommonJS entry carries its own, and instanceof fails between them.
  splitting: true,
  removeNodeProtocol: false,
};

export default defineConfig([
  { ...library, format: ['esm'] },
  // jose is ESM only, so the CommonJS build brings it along. Rollup (treeshake) writes this build because
  // the splitting of tsup alone breaks jose's error classes.
  { ...library, format: ['cjs'], clean: false, noExternal: [/^jose/], treeshake: true },
]);
