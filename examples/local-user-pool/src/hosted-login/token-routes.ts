import { CognitoError } from '../errors.ts';
import { type Answer, type Handler, json } from '../http.ts';
import { requireActive } from '../password-sign-in.ts';
import type { PoolContext } from '../pool-context.ts';
import type { SignIn } from '../sign-ins.ts';
import { type HostedClient, withParameters } from './authorize-request.ts';
import type { Grants } from './grants.ts';
import { redirectMismatchPage } from './pages.ts';
import { redirect } from './sign-in-routes.ts';

/** The endpoints that show no page: tokens for a code or a refresh token, the user of an access token, signing out. */
export function tokenRoutes(pool: PoolContext, client: HostedClient, grants: Grants): Record<string, Handler> {
  async function signInOf(form: URLSearchParams): Promise<SignIn | undefined> {
    if (form.get('grant_type') === 'refresh_token') {
      const signIn = pool.signIns.byRefresh(form.get('refresh_token') ?? '');
      requireActive(signIn.user);
      return signIn;
    }
    return grants.redeem(form.get('code') ?? '', form.get('redirect_uri') ?? '', form.get('code_verifier') ?? '');
  }

  async function token(form: URLSearchParams): Promise<Answer> {
    const grantType = form.get('grant_type') ?? '';
    if (form.get('client_id') !== client.clientId) return json(400, { error: 'invalid_client' });
    if (!['authorization_code', 'refresh_token'].includes(grantType)) {
      return json(400, { error: 'unsupported_grant_type' });
    }
    const signIn = await unlessRefused(() => signInOf(form));
    if (!signIn) return json(400, { error: 'invalid_grant' });
    const { accessToken, idToken, refreshToken, expiresIn } = await pool.signIns.mint(signIn);
    return json(200, {
      ...(signIn.scope.split(' ').includes('openid') && { id_token: idToken }),
      access_token: accessToken,
      ...(grantType === 'authorization_code' && { refresh_token: refreshToken }),
      expires_in: expiresIn,
      token_type: 'Bearer',
    });
  }

  const userInfo: Handler = async ({ headers }) => {
    const accessToken = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const signIn = await unlessRefused(() => pool.signIns.byAccess(accessToken, 'openid'));
    if (!signIn) return json(401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' });
    const { sub, username, attributes } = signIn.user;
    // Cognito writes `email_verified` as a string here, though as a boolean in the ID token.
    return json(200, { sub, ...attributes, username });
  };

  /** An unknown token gets the same answer as a good one (RFC 7009, section 2.2). */
  function revoke(form: URLSearchParams): Answer {
    if (form.get('client_id') !== client.clientId) return json(400, { error: 'invalid_client' });
    const refreshToken = form.get('token') ?? '';
    if (refreshToken === '') return json(400, { error: 'invalid_request' });
    if (refreshToken.split('.').length === 3) return json(400, { error: 'unsupported_token_type' });
    pool.signIns.revoke(refreshToken);
    return { status: 200, headers: {}, body: '' };
  }

  /**
   * As on AWS this ends the browser's session at the hosted login and no token: the app revokes its refresh token first. Here
   * there is no session either, because this pool asks for the password each time.
   */
  const logout: Handler = ({ query }) => {
    const target = query.get('logout_uri') ?? '';
    const isAllowed = query.get('client_id') === client.clientId && client.logoutUrls.has(target);
    if (!isAllowed) return redirectMismatchPage('redirect_mismatch', target, client.logoutUrls);
    return redirect(withParameters(target, { state: query.get('state') ?? undefined }));
  };

  return {
    'POST /oauth2/token': ({ body }) => token(new URLSearchParams(body)),
    'POST /oauth2/revoke': ({ body }) => revoke(new URLSearchParams(body)),
    'GET /oauth2/userInfo': userInfo,
    'GET /logout': logout,
  };
}

async function unlessRefused<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CognitoError) return undefined;
    throw error;
  }
}
