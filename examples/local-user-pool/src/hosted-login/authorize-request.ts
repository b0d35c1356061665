import { API_SCOPE, type SignInRequest } from '../sign-ins.ts';

/** A request to `/oauth2/authorize` that passed the checks. */
export interface AuthorizeRequest {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly signIn: SignInRequest;
  readonly codeChallenge: string;
}

/** `page`: the redirect address cannot be trusted, so the browser shows the error. `redirect`: the app is told by a redirect. */
export type AuthorizeProblem =
  | { readonly kind: 'page'; readonly error: 'invalid_client' | 'redirect_mismatch'; readonly redirectUri: string }
  | { readonly kind: 'redirect'; readonly location: string };

const STANDARD_SCOPES = ['openid', 'email', 'profile', API_SCOPE];

export interface HostedClient {
  readonly clientId: string;
  /** Those of resource servers, beside the standard ones. */
  readonly customScopes: readonly string[];
  readonly callbackUrls: ReadonlySet<string>;
  readonly logoutUrls: ReadonlySet<string>;
}

export function readAuthorizeRequest(
  client: HostedClient,
  query: URLSearchParams,
): AuthorizeRequest | AuthorizeProblem {
  const redirectUri = query.get('redirect_uri') ?? '';
  if (query.get('client_id') !== client.clientId) return { kind: 'page', error: 'invalid_client', redirectUri };
  if (!client.callbackUrls.has(redirectUri)) return { kind: 'page', error: 'redirect_mismatch', redirectUri };
  const state = query.get('state') ?? undefined;
  const scopes = [...STANDARD_SCOPES, ...client.customScopes];
  const error = errorIn(query, scopes);
  if (error) return { kind: 'redirect', location: withParameters(redirectUri, { error, state }) };
  const [nonce, resource] = [query.get('nonce'), query.get('resource')];
  return {
    redirectUri,
    state,
    signIn: {
      scope: query.get('scope') || scopes.join(' '),
      ...(nonce !== null && { nonce }),
      ...(resource !== null && { resource }),
    },
    codeChallenge: query.get('code_challenge') ?? '',
  };
}

/** Cognito makes PKCE optional; here it is required, because nothing else proves that a code belongs to the app that sends it. */
function errorIn(query: URLSearchParams, allowed: readonly string[]): string | undefined {
  if (query.get('response_type') !== 'code') return 'unsupported_response_type';
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (scopes.some((scope) => !allowed.includes(scope))) return 'invalid_scope';
  const resources = query.getAll('resource');
  if (resources.length > 1 || !resources.every(isResource)) return 'invalid_request';
  const isS256 = query.get('code_challenge_method') === 'S256';
  return isS256 && /^[\w-]{43}$/.test(query.get('code_challenge') ?? '') ? undefined : 'invalid_request';
}

/** As Cognito has it: a URL of `https:`, of a scheme of the app's own, or of `http:` on localhost. */
function isResource(text: string): boolean {
  return URL.canParse(text) && (!text.startsWith('http:') || new URL(text).hostname === 'localhost');
}

export function withParameters(url: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const result = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) result.searchParams.set(name, value);
  }
  return result.href;
}
