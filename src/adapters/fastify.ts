import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenUse } from '../cognito/claims.ts';
import {
  type AuthenticateOptions,
  createAuthenticate,
  createRequireAuth,
  type VerifierLike,
} from '../http/authenticate-request.ts';
import type { HttpRefusal } from '../http/challenge.ts';
import type { Guard } from '../http/guards.ts';
import { record } from '../options/option-checks.ts';
import type { Reason } from '../reasons.ts';
import type { RejectedToken, VerifyResult } from '../result.ts';

export interface CognitoGuardOptions extends AuthenticateOptions<FastifyRequest> {
  readonly verifier: VerifierLike;
}

/** The verifier, and what Fastify itself takes at a registration. Any other name is checked: a guard given here is a slip. */
const NOT_FOR_AUTHENTICATE = ['verifier', 'prefix', 'logLevel', 'logSerializers'];

type OnRequestHook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Your own claims, for `request.auth`, by declaration merging. They are not checked.
 * @example
 * declare module 'cognito-guard/fastify' {
 *   interface CustomClaims { readonly 'custom:tenant'?: string }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with
export interface CustomClaims {}

declare module 'fastify' {
  interface FastifyRequest {
    /** What `cognito-guard` found for this request. Narrow it by `token_valid`. */
    auth: VerifyResult<TokenUse, CustomClaims>;
  }
  interface FastifyInstance {
    /**
     * An `onRequest` hook that lets only good tokens through which the guard accepts.
     * @throws {ConfigError} at creation, for a wrong guard or option
     */
    requireAuth(guard?: Guard): OnRequestHook;
  }
}

/**
 * What the hook throws, so that `setErrorHandler` and `@fastify/auth` keep working: known by its `name`. Fastify itself sends
 * `statusCode`, `code` (the reason), `error` and `message`; a handler of yours may send `body`. The headers are on the reply.
 */
class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly statusCode: number;
  readonly code: Reason;
  readonly reason: Reason;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: HttpRefusal['body'];

  constructor({ message, reason }: RejectedToken, { status, body }: HttpRefusal, headers: RefusedRequest['headers']) {
    super(message);
    this.statusCode = status;
    this.code = reason;
    this.reason = reason;
    this.headers = headers;
    this.body = body;
  }
}

export type { RefusedRequest };

/**
 * Plugin: an `onRequest` hook of its own puts the result on `request.auth` for every request of its scope, and
 * `fastify.requireAuth(guard?)` makes the hook that refuses.
 * @throws {ConfigError} at registration, for a wrong option
 */
export const cognitoGuard: FastifyPluginAsync<CognitoGuardOptions> = async (fastify, registered) => {
  const { verifier } = registered;
  const ours = Object.entries(registered).filter(([name]) => !NOT_FOR_AUTHENTICATE.includes(name));
  const options: AuthenticateOptions<FastifyRequest> = Object.fromEntries(ours);
  const authenticateRequest = createAuthenticate(verifier, options, requestOf);

  // null until our hook has run; no handler sees it, so that the type need not admit it.
  fastify.decorateRequest<unknown>('auth', null);
  fastify.decorate('requireAuth', (guard: Guard = {}) => {
    // A getToken belongs to the registration: the hook above has asked it by now.
    const required = record<Guard>('guard', guard, ['scopes', 'groups']);
    const decide = createRequireAuth(verifier, { ...options, ...required }, requestOf);
    return async function requireAuth(request, reply) {
      const { auth, refusal } = await decide(request);
      request.auth = auth;
      if (refusal === undefined) return;
      const headers = besideOtherChallenges(reply, refusal.headers);
      // On the reply too: a custom error handler loses the error's headers, and the default one sets them once more.
      reply.headers(headers);
      throw new RefusedRequest(auth, refusal, headers);
    } satisfies OnRequestHook;
  });
  fastify.addHook('onRequest', async function authenticate(request) {
    request.auth = await authenticateRequest(request);
  });
};

// What fastify-plugin does, and all that is needed of it: the parent scope sees the decorators, and a wrong major is refused.
Object.assign(cognitoGuard, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'cognito-guard',
  [Symbol.for('plugin-meta')]: { name: 'cognito-guard', fastify: '5.x' },
});

export default cognitoGuard;

function requestOf({ raw }: FastifyRequest): FastifyRequest['raw'] {
  return raw;
}

/** Fastify's own `header` would replace a challenge of another scheme. */
function besideOtherChallenges(reply: FastifyReply, headers: HttpRefusal['headers']): RefusedRequest['headers'] {
  const { 'WWW-Authenticate': challenge } = headers;
  const present = reply.getHeader('WWW-Authenticate');
  if (challenge === undefined || present === undefined) return headers;
  return { ...headers, 'WWW-Authenticate': [present, challenge].flat().map(String) };
}
