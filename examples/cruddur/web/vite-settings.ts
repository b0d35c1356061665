import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import type { PoolOfTheFrontEnd } from './src/settings.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Vite for the front end, told at build time which pool it is for. */
export function viteSettings(pool: PoolOfTheFrontEnd, place: 'local' | 'aws'): UserConfig {
  return {
    root,
    plugins: [react()],
    define: { __LOCAL__: JSON.stringify(place === 'local'), __POOL__: JSON.stringify(pool) },
    build: { outDir: '../dist-web', emptyOutDir: true },
    // All of it in one go at the start, or Vite meets a package at the first sign-in and reloads the page.
    optimizeDeps: {
      include: [
        '@aws-amplify/auth',
        '@aws-amplify/auth/cognito',
        '@aws-amplify/core',
        'oidc-client-ts',
        'qrcode',
        'react',
        'react-dom/client',
        'react-router-dom',
        'react/jsx-dev-runtime',
      ],
    },
  };
}
