import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import { createAuthenticate, type Host, type TokenOptions, type VerifierLike } from '../http/authenticate-request.ts';
import type { HttpRefusal } from '../http/challenge.ts';
import type { Guard } from '../http/guards.ts';
import { createRequireAuth, refuseGuardAtCall } from '../http/require-auth.ts';
import { refuseLostOptions } from '../options/option-checks.ts';
import type { VerifiedToken, VerifyResult } from '../result.ts';
import { expectEventFor, type ProxyEvent, requestOf } from './events.ts';

/** A finished answer, for the handler to return. An ALB with multi-value headers gets those, every other host `headers`. */
export interface ProxyAnswer {
  statusCode: HttpRefusal['status'];
  /** For an ALB alone. */
  statusDescription?: string;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
  isBase64Encoded: false;
}

const LAMBDA: Host<ProxyEvent> = {
  toRequestLike: requestOf,
  optionNames: ['getToken'],
  usage:
    'authenticate(verifier, options) and requireAuth(verifier, guard) make functions that take an event: call them once, ' +
    'outside of the handler, and in the handler what they return.',
};

const STATUS_TEXTS = { 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 503: 'Service Unavailable' } as const;

/**
 * For the function behind a REST API, an HTTP API, a function URL or an ALB: resolves to the result, refuses nothing.
 * @throws {ConfigError} at creation, for a wrong option; at an event of another kind
 */
export function authenticate<Use extends TokenUse, Event extends ProxyEvent = ProxyEvent>(
  verifier: VerifierLike<Use>,
  options: TokenOptions<Event> = {},
): (event: Event) => Promise<VerifyResult<Use>> {
  refuseLostOptions(arguments, 2, LAMBDA.usage);
  const { verifyRequest } = createAuthenticate<Use, Event, ProxyEvent>(verifier, options, LAMBDA);

  return async function authenticate(event) {
    expectEventFor('authenticate', event);
    refuseGuardAtCall(arguments, LAMBDA.usage);
    return verifyRequest(event);
  };
}

/**
 * For the function behind a REST API, an HTTP API, a function URL or an ALB: resolves to the verified token, or to the
 * answer that refuses, to be returned as it is. Tell them apart by `'token_valid' in auth`.
 *
 * REST APIs and function URLs rename the header `WWW-Authenticate` to `x-amzn-remapped-www-authenticate` on the way out.
 * The status and the body reach the client unchanged.
 * @throws {ConfigError} at creation, for a wrong guard or option; at an event of another kind
 */
export function requireAuth<Use extends TokenUse, Event extends ProxyEvent = ProxyEvent, Custom = CustomAttributes>(
  verifier: VerifierLike<Use>,
  guard: Guard<Use, Custom> & TokenOptions<Event> = {},
): (event: Event) => Promise<VerifiedToken<Use> | ProxyAnswer> {
  refuseLostOptions(arguments, 2, LAMBDA.usage);
  const { admit } = createRequireAuth<Use, Event, ProxyEvent>(verifier, guard, LAMBDA);

  return async function requireAuth(event) {
    expectEventFor('requireAuth', event);
    refuseGuardAtCall(arguments, LAMBDA.usage);
    const { auth, refusal } = await admit(event);
    return refusal === undefined ? auth : answerTo(event, refusal);
  };
}

function answerTo(event: ProxyEvent, refusal: HttpRefusal): ProxyAnswer {
  const { status, body } = refusal;
  const fields = { ...refusal.headers, 'Content-Type': 'application/json' };
  const answer = { statusCode: status, body: JSON.stringify(body), isBase64Encoded: false } as const;
  if (!Object.hasOwn(event.requestContext, 'elb')) return { ...answer, headers: fields };
  const statusDescription = `${status} ${STATUS_TEXTS[status]}`;
  // An ALB whose target group has multi-value headers sends them, and drops the others from the answer.
  if (!Object.hasOwn(event, 'multiValueHeaders')) return { ...answer, statusDescription, headers: fields };
  const lists = Object.fromEntries(Object.entries(fields).map(({ 0: name, 1: value }) => [name, [value]]));
  return { ...answer, statusDescription, multiValueHeaders: lists };
}
