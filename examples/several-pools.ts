import { type CognitoVerifier, combineVerifiers } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';

/** One verifier for each pool, each with a client ID and a tokenUse of its own. */
export function createApp(customers: CognitoVerifier, staff: CognitoVerifier) {
  // Each token is judged by the pool that its `iss` names, by that pool's keys and options alone.
  const anybody = requireAuth(combineVerifiers(customers, staff));
  // Not the combined verifier with the same guard: whoever runs the customers' pool can name a group "admins" there too.
  const admins = requireAuth(staff, { groups: ['admins'] });

  return async function fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/me') {
      const auth = await anybody(request);
      if (!('token_valid' in auth)) return auth;
      // `sub` is unique within one pool, so a key for your database needs the issuer as well.
      return Response.json({ user: `${auth.claims.iss}/${auth.claims.sub}` });
    }
    if (pathname === '/admin') {
      const auth = await admins(request);
      if (!('token_valid' in auth)) return auth;
      return Response.json({ admin: auth.claims.sub });
    }
    return new Response('Not found', { status: 404 });
  };
}
