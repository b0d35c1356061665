// A Next route handler that reads the access token from Amplify's cookies, for pages of the same site. Each cookie's name
// holds a user name, with dots and percent-encoding. Whoever splits the name at dots, or takes the first cookie that ends in
// `.accessToken`, finds no token, or that of a user who was signed in before.
import type { VerifierLike } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';

/** `export const GET = createRoute(verifier, clientId)`. A cookie is sent with forms of other sites too: only for GET. */
export function createRoute(verifier: VerifierLike, clientId: string) {
  const byHeader = requireAuth(verifier);
  const byCookie = requireAuth(verifier, {
    getToken: (request) => accessTokenIn(cookiesOf(request.headers.get('cookie') ?? ''), clientId),
  });

  return async function GET(request: Request): Promise<Response> {
    // A bad header is refused and never replaced by the cookie: it may name another user.
    const auth = await (request.headers.has('authorization') ? byHeader : byCookie)(request);
    if (!('token_valid' in auth)) return auth;
    return Response.json({ sub: auth.claims.sub }, { headers: { 'Cache-Control': 'private, no-store' } });
  };
}

/** `LastAuthUser` names the one who is signed in now; cookies of others may still be there. */
function accessTokenIn(cookies: ReadonlyMap<string, string | undefined>, clientId: string): string | undefined {
  const prefix = `CognitoIdentityServiceProvider.${clientId}`;
  return cookies.get(`${prefix}.${cookies.get(`${prefix}.LastAuthUser`)}.accessToken`);
}

/** By decoded name. Of two cookies of one name that differ nothing tells which is ours, so neither counts. */
function cookiesOf(header: string): ReadonlyMap<string, string | undefined> {
  const cookies = new Map<string, string | undefined>();
  for (const pair of header.split(';')) {
    const [name = '', ...value] = pair.trim().split('=').map(decoded);
    const text = value.join('=');
    cookies.set(name, cookies.has(name) && cookies.get(name) !== text ? undefined : text);
  }
  return cookies;
}

/** Other applications' cookies need not be percent-encoded: they are no reason to fail. */
function decoded(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text);
}
