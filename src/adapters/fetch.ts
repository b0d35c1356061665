import type { TokenUse } from '../cognito/claims.ts';
import {
  createAuthenticate,
  type Host,
  type TokenOptions,
  usageOfVerbs,
  type VerifierLike,
} from '../http/authenticate-request.ts';
import type { Guard } from '../http/guards.ts';
import { createRequireAuth } from '../http/require-auth.ts';
import { refuseFurtherArguments } from '../options/option-checks.ts';
import { withoutPrototype } from '../own-member.ts';
import type { VerifiedToken, VerifyResult } from '../result.ts';

const FETCH: Host<Request> = {
  toRequestLike: (request) => request,
  optionNames: ['getToken'],
  usage: usageOfVerbs('functions that take a request'),
};

/**
 * For every host with web requests: resolves to the result, refuses nothing.
 * @throws {ConfigError} at creation, for a wrong option
 */
export function authenticate<Use extends TokenUse>(
  verifier: VerifierLike<Use>,
  options: TokenOptions<Request> = {},
): (request: Request) => Promise<VerifyResult<Use>> {
  refuseFurtherArguments(arguments, 2, FETCH.usage);
  return createAuthenticate(verifier, options, FETCH).verifyRequest;
}

/**
 * For every host with web requests: resolves to the verified token, or to the `Response` that refuses. Tell them apart
 * by `'token_valid' in auth`; `instanceof Response` fails across realms.
 * @throws {ConfigError} at creation, for a wrong guard or option
 */
export function requireAuth<Use extends TokenUse>(
  verifier: VerifierLike<Use>,
  guard: Guard<Use> & TokenOptions<Request> = {},
): (request: Request) => Promise<VerifiedToken<Use> | Response> {
  refuseFurtherArguments(arguments, 2, FETCH.usage);
  const { admit } = createRequireAuth(verifier, guard, FETCH);

  return async function requireAuth(request) {
    const { auth, refusal } = await admit(request);
    if (refusal === undefined) return auth;
    const headers = withoutPrototype({ ...refusal.headers, 'Content-Type': 'application/json' });
    return new Response(JSON.stringify(refusal.body), withoutPrototype({ status: refusal.status, headers }));
  };
}
