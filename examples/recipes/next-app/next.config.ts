import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // The recipe and the library are outside of this folder, and Turbopack reads nothing above its root.
  turbopack: { root: fileURLToPath(new URL('../../..', import.meta.url)) },
  // Types are checked with those of the other recipes, by `npm run types`.
  typescript: { ignoreBuildErrors: true },
};

export default config;
