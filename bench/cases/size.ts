import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Case, Row } from './case.ts';

const ENTRIES = ['express', 'fastify', 'koa', 'fetch'];
const BUNDLES: Readonly<Record<string, string>> = {
  core: `export { createCognitoVerifier } from 'cognito-guard';`,
  'everything of the root entry': `export * from 'cognito-guard';`,
  ...Object.fromEntries(
    ENTRIES.map((entry) => [
      `core and ${entry}`,
      `export { createCognitoVerifier } from 'cognito-guard'; export * from 'cognito-guard/${entry}';`,
    ]),
  ),
  'aws-jwt-verify': `export { CognitoJwtVerifier } from 'aws-jwt-verify';`,
  'jose jwtVerify': `export { jwtVerify, createRemoteJWKSet } from 'jose';`,
};

/** With all dependencies in one file, minified, as an edge runtime wants it; then the core's minified bytes by part. */
export const size: Case = {
  title: 'Size',
  async run() {
    const rows = Object.entries(BUNDLES).map(async ([name, contents]): Promise<Row> => {
      const { bytes } = await bundle(contents);
      return { name, values: { minifiedBytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length } };
    });
    return [...(await Promise.all(rows)), ...(await partsOfCore())];
  },
};

/** From the sources, because the build has one file for all of them. */
async function partsOfCore(): Promise<readonly Row[]> {
  const { inputs } = await bundle(`export { createCognitoVerifier } from '../src/index.ts';`);
  const bytesByPart = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const part = /node_modules\/([^/]+)/.exec(file)?.[1] ?? /src\/(.+)\//.exec(file)?.[0] ?? 'src/';
    bytesByPart.set(part, (bytesByPart.get(part) ?? 0) + bytesInOutput);
  }
  const byWeight = [...bytesByPart].filter(([, minifiedBytes]) => minifiedBytes > 0).sort(([, a], [, b]) => b - a);
  return byWeight.map(([part, minifiedBytes]) => ({ name: `of the core: ${part}`, values: { minifiedBytes } }));
}

async function bundle(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['worker'],
    target: 'es2022',
  });
  const [output] = Object.values(metafile.outputs);
  return { bytes: outputFiles[0]?.contents ?? new Uint8Array(), inputs: output?.inputs ?? {} };
}
