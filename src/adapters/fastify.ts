/**
 * A plugin for Fastify and its two hooks.
 *
 * @module cognito-guard/fastify
 */

import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import {
  type AuthenticateOptions,
  createAuthenticate,
  type Host,
  usageOfVerbs,
  type VerifierLike,
} from '../http/authenticate-request.ts';
import { GUARD_MEMBERS, type Guard } from '../http/guards.ts';
import { createRequireAuth, type RequireAuthOptions } from '../http/require-auth.ts';
import { membersOf, refuseLostOptions, verifierOf } from '../options/option-checks.ts';
import type { VerifyResult } from '../result.ts';
import { addWhenSent, RefusedRequest } from './fastify-refusal.ts';

export interface CognitoGuardOptions<Use extends TokenUse = TokenUse> extends AuthenticateOptions<FastifyRequest> {
  readonly verifier: VerifierLike<Use>;
}

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
     * An `onRequest` hook that lets a request through only if its token is good and the guard accepts it.
     * @throws {ConfigError} at creation, for a wrong guard or option
     */
    requireAuth(guard?: Guard<TokenUse, CustomAttributes & CustomClaims>): OnRequestHook;
  }
}

const FASTIFY: Host<FastifyRequest> = {
  // Node's own request: Fastify's has no rawHeaders, and under HTTP/2 and inject() they alone show a field sent twice.
  toRequestLike: ({ raw }) => raw,
  optionNames: ['getToken', 'property'],
  usage: usageOfVerbs('onRequest hooks'),
};

const HOOK_WAS_NOT_USED =
  'requireAuth(guard) makes a hook: call it where the route is declared, { onRequest: app.requireAuth() }, ' +
  'and not while a request is handled, where its hook would never run';

/** What Fastify itself takes at a registration, beside our options. */
const NAMES_OF_A_REGISTRATION = ['prefix', 'logLevel', 'logSerializers'];

export type { RefusedRequest } from './fastify-refusal.ts';

/**
 * An `onRequest` hook that puts the result on `request.auth` and lets every request through.
 * @throws {ConfigError} at creation, for a wrong option
 */
export function authenticate<Use extends TokenUse>(
  verifier: VerifierLike<Use>,
  options: AuthenticateOptions<FastifyRequest> = {},
): OnRequestHook {
  refuseLostOptions(arguments, 2, FASTIFY.usage);
  const { verifyRequest, property } = createAuthenticate(verifier, options, FASTIFY);

  return async function authenticate(request) {
    Object.assign(request, { [property]: await verifyRequest(request) });
  };
}

/**
 * An `onRequest` hook that lets a request through only if its token is good and the guard accepts it, and throws for the others.
 * @throws {ConfigError} at creation, for a wrong guard or option
 */
export function requireAuth<Use extends TokenUse, Custom = CustomAttributes & CustomClaims>(
  verifier: VerifierLike<Use>,
  guard: RequireAuthOptions<FastifyRequest, Use, Custom> = {},
): OnRequestHook {
  refuseLostOptions(arguments, 2, FASTIFY.usage);
  const { admit, property } = createRequireAuth(verifier, guard, FASTIFY);

  return async function requireAuth(request, reply) {
    const { auth, refusal } = await admit(request);
    Object.assign(request, { [property]: auth });
    if (refusal === undefined) return;
    const refused = new RefusedRequest(auth, refusal);
    addWhenSent(reply, refused, refusal);
    throw refused;
  };
}

/**
 * Plugin: puts the result on `request.auth` for every request of its scope, by an `onRequest` hook of its own, and adds
 * `fastify.requireAuth(guard?)`, which makes the hook that refuses.
 * @throws {ConfigError} at registration, for a wrong option
 */
export const cognitoGuard: FastifyPluginAsync<CognitoGuardOptions> = async (fastify, registered) => {
  verifierOf(registered?.verifier, 'register(cognitoGuard, { verifier }) needs the verifier as a member.');
  const names = ['verifier', ...FASTIFY.optionNames, ...NAMES_OF_A_REGISTRATION];
  const { verifier, getToken, property = 'auth' } = membersOf<CognitoGuardOptions>('options', registered, names);
  const options = { property, ...(getToken !== undefined && { getToken }) };
  if (fastify.hasDecorator('requireAuth')) {
    throw new ConfigError(
      'fastify.requireAuth is taken: register in a scope of its own, or use authenticate and requireAuth of this entry',
    );
  }

  let isReady = false;
  fastify.addHook('onReady', async () => {
    isReady = true;
  });
  fastify.addHook('onRequest', authenticate(verifier, options));
  // null until our hook has run; no handler sees it, so that the type need not admit it.
  fastify.decorateRequest<unknown>(property, null);
  fastify.decorate('requireAuth', function makeHook(guard: Guard = {}) {
    if (isReady) throw new ConfigError(HOOK_WAS_NOT_USED);
    refuseLostOptions(arguments, 1, HOOK_WAS_NOT_USED);
    // getToken and property belong to the registration.
    return requireAuth(verifier, { ...membersOf<Guard>('guard', guard, GUARD_MEMBERS), ...options });
  });
};

// What fastify-plugin does, and all that is needed of it: the parent scope sees the decorators, and a wrong major is refused.
Object.assign(cognitoGuard, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'cognito-guard',
  [Symbol.for('plugin-meta')]: { name: 'cognito-guard', fastify: '5.x' },
});

export default cognitoGuard;
