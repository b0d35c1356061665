/**
 * Middleware for Koa.
 *
 * @module cognito-guard/koa
 */

import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import {
  type AuthenticateOptions,
  createAuthenticate,
  type Host,
  usageOfVerbs,
  type VerifierLike,
} from '../http/authenticate-request.ts';
import type { RequestLike } from '../http/bearer-token.ts';
import { HEADERS_OF_ANOTHER_BODY, type HttpRefusal } from '../http/challenge.ts';
import { createRequireAuth, type RequireAuthOptions } from '../http/require-auth.ts';
import { refuseLostOptions } from '../options/option-checks.ts';
import type { VerifyResult } from '../result.ts';

/** What this adapter needs of Koa's context. Structural, so that the types of Koa 2 and 3 both fit. */
export interface KoaContext {
  readonly req: RequestLike;
  readonly headerSent: boolean;
  state: object;
  status: number;
  body: unknown;
  append(field: string, value: string): void;
  set(field: string, value: string): void;
  remove(field: string): void;
}

export type KoaMiddleware<Context extends KoaContext = KoaContext> = (
  ctx: Context,
  next: () => Promise<unknown>,
) => Promise<void>;

/** Koa's state behind `authenticate`: `new Koa<AuthState>()`, or `AuthState<VerifiedToken>` behind `requireAuth`. */
export interface AuthState<Auth extends VerifyResult = VerifyResult> {
  auth: Auth;
}

const KOA: Host<KoaContext> = {
  toRequestLike: ({ req }) => req,
  optionNames: ['getToken', 'property'],
  usage: usageOfVerbs('middleware'),
};

/**
 * Middleware that puts the result on `ctx.state.auth` and lets every request through.
 * @throws {ConfigError} at creation, for a wrong option
 */
export function authenticate<Use extends TokenUse, Context extends KoaContext = KoaContext>(
  verifier: VerifierLike<Use>,
  options: AuthenticateOptions<Context> = {},
): KoaMiddleware<Context> {
  refuseLostOptions(arguments, 2, KOA.usage);
  const { verifyRequest, property } = createAuthenticate(verifier, options, KOA);

  return async function authenticate(ctx, next) {
    Object.assign(ctx.state, { [property]: await verifyRequest(ctx) });
    await next();
  };
}

/**
 * Middleware that lets a request through only if its token is good and the guard accepts it, and answers the others. It sets the response and
 * does not throw: `ctx.throw` would lose the headers set before it, CORS included.
 * @throws {ConfigError} at creation, for a wrong guard or option
 */
export function requireAuth<Use extends TokenUse, Context extends KoaContext = KoaContext, Custom = CustomAttributes>(
  verifier: VerifierLike<Use>,
  guard: RequireAuthOptions<Context, Use, Custom> = {},
): KoaMiddleware<Context> {
  refuseLostOptions(arguments, 2, KOA.usage);
  const { admit, property } = createRequireAuth(verifier, guard, KOA);

  return async function requireAuth(ctx, next) {
    const { auth, refusal } = await admit(ctx);
    Object.assign(ctx.state, { [property]: auth });
    if (refusal === undefined) await next();
    else if (!ctx.headerSent) answer(ctx, refusal);
  };
}

function answer(ctx: KoaContext, { status, headers, body }: HttpRefusal): void {
  ctx.status = status;
  for (const { 0: name, 1: value } of Object.entries(headers)) {
    // Another scheme's challenge stays. Any other header that was set, on caching say, does not hold for a refusal.
    if (name === 'WWW-Authenticate') ctx.append(name, value);
    else ctx.set(name, value);
  }
  for (const name of HEADERS_OF_ANOTHER_BODY) ctx.remove(name);
  ctx.body = body;
}
