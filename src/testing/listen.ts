import { keySetUrlOf } from '../cognito/user-pool.ts';
import type { PublicJwk } from './pool-key.ts';

export interface TestUserPoolServer {
  /**
   * The issuer that the discovery document names: `http://127.0.0.1:{port}/{userPoolId}`. Tokens keep the pool's own `iss`: use
   * `jwksUri` with it, or mint with `{ iss }`.
   */
  readonly issuer: string;
  readonly jwksUri: string;
  readonly close: () => Promise<void>;
}

/** Loads `node:http` only here, and where a bundler does not see it: the rest of the kit runs in a browser or a Worker. */
export async function listenOnLoopback(
  userPoolId: string,
  jwks: () => { readonly keys: readonly PublicJwk[] },
): Promise<TestUserPoolServer> {
  const http = globalThis.process?.getBuiltinModule?.('node:http');
  if (http === undefined) throw new Error('listen() needs Node 20.16, 22.3 or later; the rest of the kit does not');
  const server = http.createServer((request, response) => {
    const documents: Record<string, object> = {
      [keySetUrlOf(`/${userPoolId}`)]: jwks(),
      [`/${userPoolId}/.well-known/openid-configuration`]: {
        issuer,
        jwks_uri: jwksUri,
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['code', 'token'],
        subject_types_supported: ['public'],
      },
    };
    const document = documents[String(request.url)];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? { message: 'Not found' }));
  });
  await new Promise<void>((resolve, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', resolve);
  });
  // The one cast: a server that listens on a port has an address with one.
  const { port } = server.address() as { readonly port: number };
  const issuer = `http://127.0.0.1:${port}/${userPoolId}`;
  const jwksUri = keySetUrlOf(issuer);
  return {
    issuer,
    jwksUri,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
