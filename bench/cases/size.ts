import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Case } from './case.ts';

const BUNDLES = {
  'cognito-guard': `export * from 'cognito-guard'; export * as adapter from 'cognito-guard/fetch';`,
  'aws-jwt-verify': `export { CognitoJwtVerifier } from 'aws-jwt-verify';`,
  'jose jwtVerify': `export { jwtVerify, createRemoteJWKSet } from 'jose';`,
};

/** Bundled as an edge runtime wants it: everything in one file, minified, sent gzipped. */
export const size: Case = {
  title: 'Size',
  run: async () =>
    Promise.all(
      Object.entries(BUNDLES).map(async ([name, contents]) => {
        const { outputFiles } = await build({
          stdin: { contents, resolveDir: process.cwd() },
          bundle: true,
          minify: true,
          write: false,
          format: 'esm',
          platform: 'browser',
          conditions: ['worker'],
          target: 'es2022',
        });
        const bytes = outputFiles[0]?.contents ?? new Uint8Array();
        return { name, values: { minifiedBytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length } };
      }),
    ),
};
