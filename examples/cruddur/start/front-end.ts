import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createServer as createVite, type ProxyOptions } from 'vite';
import { closeServer, listen } from '../server/listen.ts';
import { contentSecurityPolicy, originsOfThePool } from '../web/content-security-policy.ts';
import type { PoolOfTheFrontEnd } from '../web/src/settings.ts';
import { viteSettings } from '../web/vite-settings.ts';

interface FrontEndOptions {
  readonly pool: PoolOfTheFrontEnd;
  readonly port: number;
  readonly backendUrl: string;
  /** The address of the local pool. Undefined with a real pool, because the browser then talks to Cognito directly. */
  readonly poolUrl: string | undefined;
}

/**
 * Vite bundles the packages anew where `NODE_ENV` is another, and takes them from under a server that is running. So a demonstration and
 * the browser tests have a cache each.
 */
const CACHE = `node_modules/.vite/${process.env.NODE_ENV ?? 'development'}`;

/**
 * All that Vite may read for a browser. By default it serves the whole folder of the example to anybody who asks for
 * `/@fs/...`, and that has the database in it. Vite adds its own client.
 */
const SERVED = ['web/index.html', 'web/src', `${CACHE}/deps`].map(pathOf);

/** Serves the front end and proxies to what it talks to: with one origin there is no CORS, and one address to open. */
export async function startFrontEnd({ pool, port, backendUrl, poolUrl }: FrontEndOptions) {
  // Not Vite's own server, which ends the process on SIGTERM before the rest is closed.
  const server = createServer();
  const place = poolUrl === undefined ? 'aws' : 'local';
  const nonce = randomBytes(16).toString('base64');
  const webSockets = [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`];
  const policy = contentSecurityPolicy(originsOfThePool(pool, place), { nonce, webSockets });
  const vite = await createVite({
    ...viteSettings(pool, place),
    configFile: false,
    clearScreen: false,
    logLevel: 'warn',
    cacheDir: pathOf(CACHE),
    html: { cspNonce: nonce },
    server: {
      middlewareMode: true,
      fs: { strict: true, allow: SERVED },
      headers: { 'content-security-policy': policy },
      // Vite would let a page on any other port of this machine read everything, the pool's answers included.
      cors: false,
      hmr: { server },
      proxy: { '/api': to(backendUrl), ...(poolUrl !== undefined && proxyToPool(poolUrl)) },
    },
  });
  server.on('request', vite.middlewares);
  await listen(server, port);
  return {
    async close() {
      await vite.close();
      await closeServer(server);
    },
  };
}

/** The pool's API for Amplify, its hosted login, and the routes that only the local pool has. */
function proxyToPool(poolUrl: string): Record<string, ProxyOptions> {
  return {
    '/cognito': { ...to(poolUrl), rewrite: (path) => path.replace(/^\/cognito/, '') },
    '/oauth2': to(poolUrl),
    '/login': to(poolUrl),
    '/totp': to(poolUrl),
    '/pretend-google': to(poolUrl),
    '/logout': to(poolUrl),
    '/_dev': to(poolUrl),
  };
}

/** If the server behind the proxy is down, the answer is JSON in Cognito's form of an error, which Amplify can read. */
function to(target: string): ProxyOptions {
  return {
    target,
    configure: (proxy) =>
      proxy.on('error', (_error, _request, response) => {
        if (!('headersSent' in response) || response.headersSent) return;
        response.writeHead(502, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ __type: 'ServiceUnavailable', message: 'The server behind this address is down' }),
        );
      }),
  };
}

function pathOf(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
