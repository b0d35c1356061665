/**
 * Middleware for Express, and for every host with Node's own request and response.
 *
 * @module cognito-guard/express
 */

import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import {
  type AuthenticateOptions,
  createAuthenticate,
  type Host,
  usageOfVerbs,
  type VerifierLike,
} from '../http/authenticate-request.ts';
import { besidePresent, HEADERS_OF_ANOTHER_BODY, type HttpRefusal } from '../http/challenge.ts';
import { createRequireAuth, type RequireAuthOptions } from '../http/require-auth.ts';
import { functionOf, refuseFurtherArguments, refuseLostOptions } from '../options/option-checks.ts';
import { ownMember } from '../own-member.ts';
import type { VerifyResult } from '../result.ts';

/** What is needed of a request: Node's own has it, and so have those of Express 4 and 5, Connect, Polka and Next's API routes. */
export interface ExpressRequest {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly rawHeaders?: readonly string[];
}

/** What is needed of a response: members of Node's own alone, so that every host of `(req, res, next)` will do. */
export interface ExpressResponse {
  readonly headersSent: boolean;
  statusCode: number;
  getHeader(name: string): unknown;
  setHeader(name: string, value: string | string[]): unknown;
  removeHeader?(name: string): unknown;
  end(body: string): unknown;
}

export type ExpressMiddleware<Request extends ExpressRequest = ExpressRequest> = (
  req: Request,
  res: ExpressResponse,
  next: (error?: unknown) => void,
) => void;

const EXPRESS: Host<ExpressRequest> = {
  toRequestLike: (request) => request,
  optionNames: ['getToken', 'property'],
  usage: usageOfVerbs('middleware'),
};

/**
 * Middleware that puts the result on `req.auth` and lets every request through.
 * @throws {ConfigError} at creation, for a wrong option
 */
export function authenticate<Use extends TokenUse, Request extends ExpressRequest = ExpressRequest>(
  verifier: VerifierLike<Use>,
  options: AuthenticateOptions<Request> = {},
): ExpressMiddleware<Request> {
  refuseLostOptions(arguments, 2, EXPRESS.usage);
  const { verifyRequest, property } = createAuthenticate(verifier, options, EXPRESS);

  return function authenticate(req, _res, next) {
    functionOf('next', next);
    // Two steps: if the result cannot be put on the request, `next` gets that error. What `next()` itself throws is not
    // given to `next` again.
    verifyRequest(req)
      .then((result) => Object.assign(req, { [property]: result }))
      .then(() => next(), next);
  };
}

/**
 * Middleware that lets a request through only if its token is good and the guard accepts it, and answers the others.
 * @throws {ConfigError} at creation, for a wrong guard or option
 */
export function requireAuth<
  Use extends TokenUse,
  Request extends ExpressRequest = ExpressRequest,
  Custom = CustomAttributes,
>(verifier: VerifierLike<Use>, guard: RequireAuthOptions<Request, Use, Custom> = {}): ExpressMiddleware<Request> {
  refuseLostOptions(arguments, 2, EXPRESS.usage);
  const { admit, property } = createRequireAuth(verifier, guard, EXPRESS);

  return function requireAuth(req, res, next) {
    functionOf('next', next);
    admit(req)
      .then(({ auth, refusal }) => {
        Object.assign(req, { [property]: auth });
        if (refusal !== undefined && !res.headersSent) answer(res, refusal);
        return refusal === undefined;
      })
      .then((passes) => {
        if (passes) next();
      }, next);
  };
}

/**
 * What the middleware put on the request, typed. Behind `authenticate` that is a `VerifyResult`; behind `requireAuth`
 * say so: `authOf<VerifiedToken<'access'>>(req)`. With the option `property`, name it here too.
 * @throws {Error} where no middleware of this entry went before
 */
export function authOf<Auth extends VerifyResult = VerifyResult>(req: object, property = 'auth'): Auth {
  refuseFurtherArguments(arguments, 2, 'authOf(req, property) takes a request and the name of its property');
  const auth = ownMember(req, property);
  if (typeof (auth as Partial<VerifyResult> | undefined)?.token_valid === 'boolean') return auth as Auth;
  throw new Error(`There is no result on req.${property}: put authenticate or requireAuth before this handler`);
}

function answer(res: ExpressResponse, { status, headers, body }: HttpRefusal): void {
  res.statusCode = status;
  for (const { 0: name, 1: value } of Object.entries(headers)) {
    res.setHeader(name, besidePresent(name, value, res.getHeader(name)));
  }
  for (const name of HEADERS_OF_ANOTHER_BODY) res.removeHeader?.(name);
  const text = JSON.stringify(body);
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  // Characters are bytes, because the messages are ASCII.
  res.setHeader('Content-Length', String(text.length));
  res.end(text);
}
