import type { TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import { record } from '../options/option-checks.ts';
import { type RejectedToken, reject, type VerifiedToken, type VerifyResult } from '../result.ts';
import { isBearerToken, type RequestLike, readBearerToken } from './bearer-token.ts';
import { type HttpRefusal, refusalOf } from './challenge.ts';
import { checkGuard, type Guard, resolveGuard } from './guards.ts';

/** All that an adapter needs of a verifier: a wrapped one or a test double will do. */
export interface VerifierLike<Use extends TokenUse = TokenUse> {
  verify(token: string | undefined | null): Promise<VerifyResult<Use>>;
}

export interface AuthenticateOptions<Request> {
  /**
   * Reads the token instead, say from a cookie; may be async. It alone decides: the header is not read. What it throws
   * is a 500.
   */
  readonly getToken?: (request: Request) => string | undefined | null | Promise<string | undefined | null>;
}

/** Guard and options of `requireAuth`, in one flat object. */
export interface RequireAuthOptions<Request> extends Guard, AuthenticateOptions<Request> {}

/** What `requireAuth` decided: the result, and how to answer where the request must not pass. */
export type Decision<Use extends TokenUse> =
  | { readonly auth: VerifiedToken<Use>; readonly refusal: undefined }
  | { readonly auth: RejectedToken; readonly refusal: HttpRefusal };

type GetToken<Request> = AuthenticateOptions<Request>['getToken'];

// What a verifier found for a request, so that authenticate and requireAuth verify once. A private map and not a
// property: what another library put on the request must never be taken for ours. Only a token read in the same way is the
// same token: a cookie that authenticate took must not open a route that asks for the header.
const foundByRequest = new WeakMap<object, Found>();

interface Found {
  readonly verifier: object;
  readonly getToken: unknown;
  readonly result: Promise<unknown>;
  /** What was found for the same request before, by another verifier or in another way. */
  readonly earlier: Found | undefined;
}

/**
 * Verifies the bearer token of a request and refuses nothing: the form for every host without an adapter of its own.
 *
 * @param request anything with `headers`: Node's request (Fastify's is `request.raw`), a web `Request`, a plain object
 * @returns the result: `token_valid` tells a member from everybody else, and `keys_unavailable` is our outage, not theirs
 * @throws {ConfigError} for a wrong option, and what `getToken` throws; both as rejections
 */
export async function authenticateRequest<Use extends TokenUse, Request extends RequestLike>(
  verifier: VerifierLike<Use>,
  request: Request,
  options: AuthenticateOptions<Request> = {},
): Promise<VerifyResult<Use>> {
  if (typeof request !== 'object' || request === null) {
    throw new ConfigError(
      'authenticateRequest(verifier, request) needs a request; middleware is in cognito-guard/express and /koa',
    );
  }
  return verifyRequest(verifier, request, resolveGetToken(verifier, options), request);
}

/** The `authenticate` of an adapter. Its options are checked here, at creation. */
export function createAuthenticate<Use extends TokenUse, Request extends object>(
  verifier: VerifierLike<Use>,
  options: AuthenticateOptions<Request>,
  toRequestLike: (request: Request) => RequestLike,
): (request: Request) => Promise<VerifyResult<Use>> {
  const getToken = resolveGetToken(verifier, options);

  return function authenticateOnce(request) {
    const latest = foundByRequest.get(request);
    for (let found = latest; found !== undefined; found = found.earlier) {
      // The one cast: what stands beside a verifier came from it.
      if (found.verifier === verifier && found.getToken === getToken) return found.result as Promise<VerifyResult<Use>>;
    }
    const result = verifyRequest(verifier, request, getToken, toRequestLike(request));
    foundByRequest.set(request, { verifier, getToken, result, earlier: latest });
    return result;
  };
}

function resolveGetToken<Request>(verifier: VerifierLike, options: AuthenticateOptions<Request>): GetToken<Request> {
  const { getToken } = record<AuthenticateOptions<Request>>('options', options, ['getToken']);
  if (getToken !== undefined && typeof getToken !== 'function') throw new ConfigError('getToken must be a function');
  if (typeof verifier?.verify !== 'function') {
    throw new ConfigError('A verifier is needed: one made by createCognitoVerifier or combineVerifiers');
  }
  return getToken;
}

async function verifyRequest<Use extends TokenUse, Request>(
  verifier: VerifierLike<Use>,
  request: Request,
  getToken: GetToken<Request>,
  requestLike: RequestLike,
): Promise<VerifyResult<Use>> {
  if (getToken !== undefined) return verifier.verify(await getToken(request));
  const token = readBearerToken(requestLike);
  if (typeof token !== 'string') return token;
  const result = await verifier.verify(token);
  // Asked last: a good token is in the alphabet, and the pattern costs more than a remembered token's whole answer.
  return result.token_valid || isBearerToken(token) ? result : reject('request_malformed');
}

/** `requireAuth` of an adapter: the one HTTP decision, shared by all. Its guard and options are checked here, at creation. */
export function createRequireAuth<Use extends TokenUse, Request extends object>(
  verifier: VerifierLike<Use>,
  options: RequireAuthOptions<Request>,
  toRequestLike: (request: Request) => RequestLike,
): (request: Request) => Promise<Decision<Use>> {
  const { scopes, groups, ...rest } = record<RequireAuthOptions<Request>>('options', options, [
    'scopes',
    'groups',
    'getToken',
  ]);
  const guard = resolveGuard({ scopes, groups });
  const authenticateOnce = createAuthenticate(verifier, rest, toRequestLike);

  return async function decide(request) {
    const result = await authenticateOnce(request);
    const rejected = result.token_valid ? checkGuard(result, guard) : result;
    if (rejected === undefined) return { auth: result as VerifiedToken<Use>, refusal: undefined };
    return { auth: rejected, refusal: refusalOf(rejected, guard) };
  };
}
