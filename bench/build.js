// Node 20 cannot run TypeScript, and every case runs on it too: so the sources are written as JavaScript once per run.
import { build } from 'esbuild';

await build({
  entryPoints: ['main.ts', 'run-case.ts', 'profile/profile.ts', 'regressions/compare-builds.ts', 'http/serve.ts'],
  outbase: '.',
  outdir: '.build',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});
