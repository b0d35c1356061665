import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';

/** Folders of the packages whose code is in what this run has built. */
const bundled = new Set<string>();

/** Their licences ask to go wherever their code goes, so whatever esbuild puts into a file is named in a file beside it. */
const thirdPartyNotices: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'third-party-notices',
  setup({ onEnd }) {
    onEnd(async ({ metafile }) => {
      const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) => Object.keys(output.inputs));
      for (const input of inputs) {
        const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
        if (folder !== undefined) bundled.add(folder);
      }
      if (bundled.size === 0) return;
      await mkdir('dist', { recursive: true });
      await writeFile('dist/THIRD-PARTY-NOTICES.txt', [...bundled].sort().map(noticeOf).join('\n'));
    });
  },
};

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const licenceFile = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  if (licenceFile === undefined) throw new Error(`${name} is bundled, and has no licence file to ship with it`);
  const text = readFileSync(`${folder}/${licenceFile}`, 'utf8').trim();
  return `Files of this package contain code of ${name} ${version} (${license}):\n\n${text}\n`;
}

const library: Options = {
  entry: {
    index: 'src/index.ts',
    express: 'src/adapters/express.ts',
    fastify: 'src/adapters/fastify.ts',
    koa: 'src/adapters/koa.ts',
    fetch: 'src/adapters/fetch.ts',
    lambda: 'src/lambda/index.ts',
    mcp: 'src/mcp/index.ts',
    revocation: 'src/revocation/index.ts',
    testing: 'src/testing/create-test-user-pool.ts',
  },
  target: 'node20',
  clean: true,
  dts: true,
  // One core shared by all entries: without it each CommonJS entry carries its own, and instanceof fails between them.
  splitting: true,
  removeNodeProtocol: false,
  esbuildPlugins: [thirdPartyNotices],
};

export default defineConfig([
  { ...library, format: ['esm'] },
  // jose is ESM only, so the CommonJS build brings it along. Rollup (treeshake) writes this build because
  // the splitting of tsup alone breaks jose's error classes.
  { ...library, format: ['cjs'], clean: false, noExternal: [/^jose/], treeshake: true },
]);
