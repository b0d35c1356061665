import { createCognitoVerifier } from 'cognito-guard';
import type { Plugin } from 'vite';
import type { PoolOfTheFrontEnd } from './src/settings.ts';

/**
 * What Vite's development server needs beside the rest: its page has an inline script (React's fast refresh), the styles are
 * inline, and changed files are announced over a WebSocket. The nonce is one for the whole run, so it is for development only.
 */
export interface DevelopmentNeeds {
  readonly nonce: string;
  readonly webSockets: readonly string[];
}

/** What the page may load, run and talk to. A script that an attacker gets into the page does not run. */
export function contentSecurityPolicy(connectTo: readonly string[], development?: DevelopmentNeeds): string {
  const nonce = development === undefined ? [] : [`'nonce-${development.nonce}'`];
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...nonce],
    'style-src': ["'self'", ...nonce],
    // `data:` for the QR code of the two-step sign-in.
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...connectTo, ...(development?.webSockets ?? [])],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    // Browsers ignore this one in a page, and say so in the console: it works as a header only.
    ...(development !== undefined && { 'frame-ancestors': ["'none'"] }),
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/** The pool that the browser talks to. With the local one that is the page's own origin, which proxies to it. */
export function originsOfThePool(
  { userPoolId, clientId, hostedLogin }: PoolOfTheFrontEnd,
  place: 'local' | 'aws',
): string[] {
  if (place === 'local') return [];
  // Cognito's API has the origin of the issuer, in every partition of AWS.
  const { issuer } = createCognitoVerifier({ userPoolId, clientId, tokenUse: 'access' });
  const api = new URL(issuer).origin;
  return hostedLogin === undefined ? [api] : [api, hostedLogin];
}

/** Writes the policy into the built page, so that it holds on whatever host serves it. */
export function policyInTheBuild(policy: string): Plugin {
  const attrs = { 'http-equiv': 'Content-Security-Policy', content: policy };
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs, injectTo: 'head-prepend' }],
  };
}
