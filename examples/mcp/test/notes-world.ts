import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createCognitoVerifier } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';
import { createLocalPool, type LocalPool } from '../../local-user-pool/src/create-local-pool.ts';
import { createNotesServer, READ, WRITE } from '../server.ts';

export const APP = 'http://localhost:3001';
export const USER = { email: 'worf@enterprise.example', password: 'Prune-juice-1' };

/** A user pool with one user, and an MCP server on it, which has asked for no key yet. */
export async function startNotes() {
  const pool = await createLocalPool({ customScopes: [READ, WRITE] });
  pool.registerApp(APP);
  pool.createUser(USER);
  let answer: (request: Request) => Response | Promise<Response> = () => new Response();
  const server = await new Promise<Server>((resolve) => {
    const started = serve({ fetch: (request) => answer(request), port: 0, hostname: 'localhost' }, () => {
      resolve(started as Server);
    });
  });
  // The origin names the port, which is known only now.
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const options = { ...pool.verifierOptions, tokenUse: 'access', audience: `${origin}/mcp` } as const;
  const verifier = createCognitoVerifier(options);
  const answerNotes = createNotesServer(verifier, { origin, domain: pool.url });
  answer = answerNotes;

  /** From now on nothing of this server is for tokens without the further scope. */
  function requireWriteScope(): void {
    const resourceMetadataUrl = `${origin}/.well-known/oauth-protected-resource/mcp`;
    const guard = requireAuth(verifier, { scopes: [READ, WRITE], resourceMetadataUrl });
    answer = async (request) => {
      const auth = request.url.endsWith('/mcp') && request.method === 'POST' ? await guard(request) : undefined;
      return auth === undefined || 'token_valid' in auth ? answerNotes(request) : auth;
    };
  }

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await Promise.all([closed, pool.close()]);
  }

  return { pool, origin, url: new URL(`${origin}/mcp`), exchanges: createExchanges(), requireWriteScope, close };
}

/** Every exchange of a client, in a line each, by a `fetch` that the client is given. */
function createExchanges() {
  const lines: string[] = [];

  async function recordingFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const response = await fetch(input, init);
    const { method } = request;
    const asked = method === 'POST' ? ` ${await subjectOf(request)}` : '';
    const challenge = response.headers.get('www-authenticate')?.replace(/error_description="[^"]*", /, '');
    const told = challenge ?? response.headers.get('retry-after');
    lines.push(`${method} ${new URL(request.url).pathname}${asked} -> ${response.status}${told ? ` ${told}` : ''}`);
    return response;
  }

  return { fetch: recordingFetch, has: (line: string) => lines.includes(line), take: () => lines.splice(0) };
}

/** The method and the tool of a JSON-RPC message, or the grant of a token request. */
async function subjectOf(request: Request): Promise<string> {
  const body = await request.clone().text();
  if (!body.startsWith('{')) return new URLSearchParams(body).get('grant_type') ?? '';
  const { method, params } = JSON.parse(body);
  return [method, params?.name].filter((word) => word !== undefined).join(' ');
}

/** What the user does in a browser: reads the login page, sends its form, and comes back to the app with a code. */
export async function signInInBrowser(authorizationUrl: URL): Promise<URLSearchParams> {
  const toPage = await fetch(authorizationUrl, { redirect: 'manual' });
  const page = new URL(toPage.headers.get('location') ?? '', authorizationUrl);
  const backToApp = await fetch(page, { method: 'POST', body: new URLSearchParams(USER), redirect: 'manual' });
  const callback = new URL(backToApp.headers.get('location') ?? '');
  if (callback.origin !== APP) throw new Error('The login did not come back to the app');
  return callback.searchParams;
}

/** What a client remembers between its requests: the `OAuthClientProvider` of both SDKs. */
export function createSession(
  { clientId }: LocalPool,
  issuer: string,
  { keepsRefreshToken }: { keepsRefreshToken: boolean },
) {
  interface Tokens {
    access_token: string;
    token_type: string;
    refresh_token?: string | undefined;
  }
  const remembered: { tokens?: Tokens; codeVerifier?: string; discovery?: never; authorizationUrl?: URL } = {};
  return {
    redirectUrl: `${APP}/callback`,
    clientMetadata: { redirect_uris: [`${APP}/callback`] },
    clientInformation: () => ({ client_id: clientId, issuer }),
    tokens: () => remembered.tokens,
    saveTokens({ refresh_token, ...tokens }: Tokens): void {
      remembered.tokens = { ...tokens, ...(keepsRefreshToken && { refresh_token }) };
    },
    saveCodeVerifier(codeVerifier: string): void {
      remembered.codeVerifier = codeVerifier;
    },
    codeVerifier: () => remembered.codeVerifier ?? '',
    saveDiscoveryState(state: object): void {
      remembered.discovery = state as never;
    },
    discoveryState: () => remembered.discovery,
    redirectToAuthorization(url: URL): void {
      remembered.authorizationUrl = url;
    },
    /** Where the user was sent since this was asked last. */
    takeAuthorizationUrl(): URL | undefined {
      const { authorizationUrl } = remembered;
      delete remembered.authorizationUrl;
      return authorizationUrl;
    },
  };
}
