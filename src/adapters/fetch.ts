import type { TokenUse } from '../cognito/claims.ts';
import {
  type AuthenticateOptions,
  createAuthenticate,
  createRequireAuth,
  type RequireAuthOptions,
  type VerifierLike,
} from '../http/authenticate-request.ts';
import type { VerifiedToken, VerifyResult } from '../result.ts';

/**
 * For every host with web requests: resolves to the result, refuses nothing.
 * @throws {ConfigError} at creation, for a wrong option
 */
export function authenticate<Use extends TokenUse>(
  verifier: VerifierLike<Use>,
  options: AuthenticateOptions<Request> = {},
): (request: Request) => Promise<VerifyResult<Use>> {
  return createAuthenticate(verifier, options, (request) => request);
}

/**
 * For every host with web requests: resolves to the verified token, or to the `Response` that refuses. Tell them apart
 * by `'token_valid' in auth`; `instanceof Response` fails across realms.
 * @throws {ConfigError} at creation, for a wrong guard or option
 */
export function requireAuth<Use extends TokenUse>(
  verifier: VerifierLike<Use>,
  guard: RequireAuthOptions<Request> = {},
): (request: Request) => Promise<VerifiedToken<Use> | Response> {
  const decide = createRequireAuth<Use, Request>(verifier, guard, (request) => request);

  return async function requireAuth(request) {
    const { auth, refusal } = await decide(request);
    if (refusal === undefined) return auth;
    const headers = { ...refusal.headers, 'Content-Type': 'application/json' };
    return new Response(JSON.stringify(refusal.body), { status: refusal.status, headers });
  };
}
