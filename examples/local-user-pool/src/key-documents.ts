import type { TestUserPool } from 'cognito-guard/testing';
import { type Handler, json } from './http.ts';

/** The key set and the discovery document, from which verifiers and OpenID clients start. */
export function keyDocuments(keys: TestUserPool, origin: string, areKeysUp: () => boolean): Record<string, Handler> {
  const folder = `/${keys.userPoolId}/.well-known`;
  return {
    [`GET ${folder}/jwks.json`]: () =>
      areKeysUp() ? json(200, keys.jwks) : json(503, { message: 'The key endpoint is down' }),
    [`GET ${folder}/openid-configuration`]: () =>
      json(200, {
        issuer: keys.issuer,
        jwks_uri: `${keys.issuer}/.well-known/jwks.json`,
        authorization_endpoint: `${origin}/oauth2/authorize`,
        token_endpoint: `${origin}/oauth2/token`,
        revocation_endpoint: `${origin}/oauth2/revoke`,
        userinfo_endpoint: `${origin}/oauth2/userInfo`,
        end_session_endpoint: `${origin}/logout`,
        response_types_supported: ['code'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        code_challenge_methods_supported: ['S256'],
        token_endpoint_auth_methods_supported: ['none'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: ['openid', 'email', 'profile'],
        subject_types_supported: ['public'],
      }),
  };
}
