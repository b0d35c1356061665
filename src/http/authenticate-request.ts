import type { TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import { functionOf, membersOf, refuseLostOptions, verifierOf } from '../options/option-checks.ts';
import { propertyOf } from '../options/property-check.ts';
import { ownMember } from '../own-member.ts';
import { REASONS } from '../reasons.ts';
import type { RejectedToken, VerifiedToken, VerifyResult } from '../result.ts';
import { type RequestLike, readBearerToken } from './bearer-token.ts';

/**
 * All that an adapter needs of a verifier: a wrapped one or a test double will do. After a `check` that gives a promise it is
 * asked once more, for the `token` of its result.
 */
export interface VerifierLike<Use extends TokenUse = TokenUse> {
  verify(token: string | undefined | null): Promise<VerifyResult<Use>>;
}

/** How the token is found. */
export interface TokenOptions<Request> {
  /**
   * Reads the token instead, say from a cookie; may be async. It alone decides: the header is not read. What it throws
   * is a 500.
   */
  readonly getToken?: (request: Request) => string | undefined | null | Promise<string | undefined | null>;
}

/** How the token is found, and where the result is put. */
export interface AuthenticateOptions<Request> extends TokenOptions<Request> {
  /** The property that the result is put on; default `auth`. A name that requests do not use themselves. */
  readonly property?: string;
}

/** What the two verbs need to know of a host. */
export interface Host<Request> {
  readonly toRequestLike: (request: Request) => RequestLike;
  /** The options beside the guard; `property` only where the result is put on something. */
  readonly optionNames: readonly (keyof AuthenticateOptions<Request>)[];
  /** How its verbs are called, in words: what a wrong call is told. */
  readonly usage: string;
}

/** How to call the two verbs on a host that takes functions. A user who passes `requireAuth` itself, and not
 * `requireAuth(verifier)`, has the host call it with a request, and is told this. */
export function usageOfVerbs(made: string): string {
  return (
    `authenticate(verifier, options) and requireAuth(verifier, guard) make ${made}: ` +
    'call them once, where the route is declared, and use what they return.'
  );
}

const ANY_HOST: Host<RequestLike> = {
  toRequestLike: withHeaders,
  optionNames: ['getToken'],
  usage: 'authenticateRequest(verifier, request, options) verifies one request; middleware is in the adapters.',
};

/**
 * Verifies the bearer token of a request and refuses nothing: the form for every host without an adapter of its own.
 *
 * @param request anything with `headers`: Node's request (Fastify's is `request.raw`), a web `Request`, a plain object
 * @returns the result: `token_valid` tells a member from everybody else, and a reason of status 503 is our outage, not theirs
 * @throws {ConfigError} for a wrong option, and what `getToken` throws; both as rejections
 */
export async function authenticateRequest<Use extends TokenUse, Request extends RequestLike>(
  verifier: VerifierLike<Use>,
  request: Request,
  options: TokenOptions<Request> = {},
): Promise<VerifyResult<Use>> {
  refuseLostOptions(arguments, 3, ANY_HOST.usage);
  const { verifyRequest } = createAuthenticate(verifier, options, ANY_HOST);
  if (typeof request !== 'object' || request === null) throw new ConfigError(`${ANY_HOST.usage} It needs a request`);
  return verifyRequest(request);
}

/** A context that was taken for its request would be a user who is never signed in. Lambda has null where there are no headers. */
function withHeaders(request: RequestLike): RequestLike {
  if (request.headers !== undefined) return request;
  throw new ConfigError(`${ANY_HOST.usage} It needs a request with headers, such as c.req.raw of Hono`);
}

const OPTIONS: { readonly called: string; readonly further: readonly string[] } = { called: 'options', further: [] };

/**
 * The first half of both verbs, made when the route is declared: `verifyRequest` reads and verifies at each call. `others` are
 * the members of the options that are in `further`, to be checked by the caller.
 */
export function createAuthenticate<Use extends TokenUse, Request extends HostRequest, HostRequest>(
  verifier: VerifierLike<Use>,
  options: AuthenticateOptions<Request>,
  { toRequestLike, optionNames, usage }: Host<HostRequest>,
  { called, further } = OPTIONS,
) {
  verifierOf(verifier, usage);
  const { getToken, property, ...others } = membersOf<typeof options>(called, options, [...further, ...optionNames]);
  if (getToken !== undefined) functionOf('getToken', getToken);

  async function verifyRequest(request: Request): Promise<VerifyResult<Use>> {
    if (getToken !== undefined) return checkedResult(await verifier.verify(await getToken(request)));
    const token = readBearerToken(toRequestLike(request));
    return typeof token === 'string' ? checkedResult(await verifier.verify(token)) : token;
  }

  return {
    verifyRequest: (request: Request) => verifyRequest(request).catch(throwAsError),
    property: property === undefined ? 'auth' : propertyOf(property),
    others,
  };
}

/**
 * Throws what a function of the user threw, and never anything but an object: to Express `next(undefined)` and
 * `next('route')` mean that all is well, and Koa leaves a request without an answer.
 */
export function throwAsError(thrown: unknown): never {
  if (typeof thrown === 'object' && thrown !== null) throw thrown;
  throw new Error('getToken, check or the verifier threw what is not an Error', { cause: thrown });
}

/**
 * What a function of the user says about a verified token, and why the token is refused if it is no longer good when that was waited
 * for. An answer that comes at once costs nothing.
 */
export async function answerAbout<Use extends TokenUse, Answer>(
  verifier: VerifierLike<Use>,
  token: VerifiedToken<Use>,
  ask: (token: VerifiedToken<Use>) => Answer | Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly rejected: RejectedToken | undefined }> {
  const given = ask(token);
  const answer = await given;
  const result: VerifyResult<Use> = answer === given ? token : checkedResult(await verifier.verify(token.token));
  return { answer, rejected: result.token_valid ? undefined : result };
}

/** A test double that answers otherwise would let everybody in, or crash the response far from here. */
function checkedResult<Use extends TokenUse>(result: VerifyResult<Use>): VerifyResult<Use> {
  if (isVerifyResult(Object(result))) return result;
  throw new ConfigError('The verifier must resolve to a VerifyResult: { token_valid: true, claims, .. }');
}

/** Asks for own members: with a polluted Object.prototype, every object would seem to be a good token. */
function isVerifyResult(answer: object): boolean {
  const isValid = ownMember(answer, 'token_valid');
  const claims = ownMember(answer, 'claims');
  if (isValid === true) return typeof claims === 'object' && claims !== null;
  return isValid === false && Object.hasOwn(REASONS, String(ownMember(answer, 'reason')));
}
