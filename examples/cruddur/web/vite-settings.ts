import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import { contentSecurityPolicy, originsOfThePool, policyInTheBuild } from './content-security-policy.ts';
import type { PoolOfTheFrontEnd } from './src/settings.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Vite's settings for the front end. The pool that it talks to is written into the code at build time. */
export function viteSettings(pool: PoolOfTheFrontEnd, place: 'local' | 'aws'): UserConfig {
  return {
    root,
    plugins: [react(), policyInTheBuild(contentSecurityPolicy(originsOfThePool(pool, place)))],
    define: { __LOCAL__: JSON.stringify(place === 'local'), __POOL__: JSON.stringify(pool) },
    build: { outDir: '../dist-web', emptyOutDir: true },
    // Listed, so that Vite bundles all of them at the start. It would reload the page when it finds one later.
    optimizeDeps: {
      include: [
        '@aws-amplify/auth',
        '@aws-amplify/auth/cognito',
        '@aws-amplify/core',
        'cognito-guard/testing',
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
