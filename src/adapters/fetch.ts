/**
 * Guards for hosts that hand over a `Request`: Workers, Hono, Next.js, Deno, Bun.
 *
 * @module cognito-guard/fetch
 */

import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import {
  createAuthenticate,
  type Host,
  type TokenOptions,
  usageOfVerbs,
  type VerifierLike,
} from '../http/authenticate-request.ts';
import type { Guard } from '../http/guards.ts';
import { createRequireAuth, refuseGuardAtCall } from '../http/require-auth.ts';
import { refuseLostOptions } from '../options/option-checks.ts';
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
  refuseLostOptions(arguments, 2, FETCH.usage);
  const { verifyRequest } = createAuthenticate(verifier, options, FETCH);

  return async function authenticate(request) {
    refuseGuardAtCall(arguments, FETCH.usage);
    return verifyRequest(webRequest(request));
  };
}

/**
 * For every host with web requests: resolves to the verified token, or to the `Response` that refuses. Tell them apart
 * by `'token_valid' in auth`; `instanceof Response` fails across realms.
 * @throws {ConfigError} at creation, for a wrong guard or option
 */
export function requireAuth<Use extends TokenUse, Custom = CustomAttributes>(
  verifier: VerifierLike<Use>,
  guard: Guard<Use, Custom> & TokenOptions<Request> = {},
): (request: Request) => Promise<VerifiedToken<Use> | Response> {
  refuseLostOptions(arguments, 2, FETCH.usage);
  const { admit } = createRequireAuth(verifier, guard, FETCH);

  return async function requireAuth(request) {
    refuseGuardAtCall(arguments, FETCH.usage);
    const { auth, refusal } = await admit(webRequest(request));
    if (refusal === undefined) return auth;
    const headers = withoutPrototype({ ...refusal.headers, 'Content-Type': 'application/json' });
    return new Response(JSON.stringify(refusal.body), withoutPrototype({ status: refusal.status, headers }));
  };
}

/** Told by its headers and not by its class: other realms and libraries have a class of their own. */
function webRequest(given: Request): Request {
  if (isWebRequest(given)) return given;
  throw new ConfigError(`${FETCH.usage} It takes a web Request, and was given ${descriptionOf(given)}`);
}

function isWebRequest(given: unknown): boolean {
  return typeof (given as Partial<Request> | null | undefined)?.headers?.get === 'function';
}

/** What it is, in words and without its values, and what to pass instead. */
function descriptionOf(given: unknown): string {
  if (typeof given !== 'object' || given === null) {
    const kind = given === undefined || given === null ? given : `a ${typeof given}`;
    return `${kind}: pass the request`;
  }
  const { req, raw, headers } = given as Partial<Record<'req' | 'raw' | 'headers', Partial<Record<'raw', unknown>>>>;
  if (isWebRequest(raw) || isWebRequest(req?.raw)) return 'the context of Hono or a part of it: pass c.req.raw';
  if (headers === undefined) return 'an object without headers: pass the request';
  return "a request of Node's: use the entry of your framework, or authenticateRequest of cognito-guard";
}
