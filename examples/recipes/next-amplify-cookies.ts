// A Next route handler that reads the access token from Amplify's cookies. Their names hold the user name, with dots and
// percent-encoding. Whoever splits a name at its dots, or takes the first cookie that ends in `.accessToken`, finds no token,
// or that of a user who was signed in before.
import type { Guard, VerifierLike } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';

/** `export const GET = createRoute(verifier, clientId)`. Only for GET: browsers send cookies with forms of other sites too. */
export function createRoute(verifier: VerifierLike, clientId: string, ...guard: [guard?: Guard]) {
  const byHeader = requireAuth(verifier, ...guard);
  const byCookie = requireAuth(verifier, {
    ...guard[0],
    getToken: (request) => accessTokenIn(cookiesOf(request.headers.get('cookie') ?? ''), clientId),
  });

  return async function GET(request: Request): Promise<Response> {
    // A bad header is refused and never replaced by the cookie: the request would run as another user than it names.
    const auth = await (request.headers.has('authorization') ? byHeader : byCookie)(request);
    if (!('token_valid' in auth)) return auth;
    return Response.json({ sub: auth.claims.sub }, { headers: { 'Cache-Control': 'private, no-store' } });
  };
}

/** `LastAuthUser` names the one who is signed in now. Cookies of others may still be there. */
function accessTokenIn(cookies: ReadonlyMap<string, string | undefined>, clientId: string): string | undefined {
  const prefix = `CognitoIdentityServiceProvider.${clientId}`;
  const user = cookies.get(`${prefix}.LastAuthUser`);
  return user === undefined ? undefined : cookies.get(`${prefix}.${user}.accessToken`);
}

/** By decoded name. Of two cookies of one name that differ, nothing tells which is ours, so neither counts. */
function cookiesOf(header: string): ReadonlyMap<string, string | undefined> {
  const cookies = new Map<string, string | undefined>();
  for (const pair of header.split(';')) {
    const [name = '', ...rest] = pair.trim().split('=').map(decoded);
    const value = rest.join('=');
    cookies.set(name, cookies.has(name) && cookies.get(name) !== value ? undefined : value);
  }
  return cookies;
}

/** Cookies of others need not be percent-encoded, and are no reason to fail. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
