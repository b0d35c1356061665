import { createServer } from 'node:http';
import { createServer as createVite, type ProxyOptions } from 'vite';
import { closeServer, listen } from '../server/listen.ts';
import type { PoolOfTheFrontEnd } from '../web/src/settings.ts';
import { viteSettings } from '../web/vite-settings.ts';

interface FrontEndOptions {
  readonly pool: PoolOfTheFrontEnd;
  readonly port: number;
  readonly backendUrl: string;
  /** The local pool's; on AWS the browser talks to Cognito itself. */
  readonly poolUrl: string | undefined;
}

/** Serves the front end, with everything it talks to behind the same origin: no CORS, and one address to open. */
export async function startFrontEnd({ pool, port, backendUrl, poolUrl }: FrontEndOptions) {
  // A server of our own: Vite's would end the process on SIGTERM before the rest is closed.
  const server = createServer();
  const vite = await createVite({
    ...viteSettings(pool, poolUrl === undefined ? 'aws' : 'local'),
    configFile: false,
    clearScreen: false,
    logLevel: 'warn',
    server: {
      middlewareMode: true,
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

/** The pool's API for Amplify, its hosted login, and what is for the developer alone. */
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

/** A server that is down is answered for in JSON, in the form in which Cognito names its errors. */
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
