import type { TokenUse } from '../cognito/claims.ts';
import {
  type AuthenticateOptions,
  createAuthenticate,
  createRequireAuth,
  type RequireAuthOptions,
  type VerifierLike,
} from '../http/authenticate-request.ts';
import type { RequestLike } from '../http/bearer-token.ts';
import type { HttpRefusal } from '../http/challenge.ts';
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
}

export type KoaMiddleware<Context extends KoaContext = KoaContext> = (
  ctx: Context,
  next: () => Promise<unknown>,
) => Promise<void>;

/** Koa's state behind `authenticate`: `new Koa<AuthState>()`, or `AuthState<VerifiedToken>` behind `requireAuth`. */
export interface AuthState<Auth extends VerifyResult = VerifyResult> {
  auth: Auth;
}

/**
 * Middleware that puts the result on `ctx.state.auth` and lets every request through.
 * @throws {ConfigError} at creation, for a wrong option
 */
export function authenticate<Use extends TokenUse, Context extends KoaContext = KoaContext>(
  verifier: VerifierLike<Use>,
  options: AuthenticateOptions<Context> = {},
): KoaMiddleware<Context> {
  const authenticateRequest = createAuthenticate(verifier, options, requestOf<Context>);

  return async function authenticate(ctx, next) {
    Object.assign(ctx.state, { auth: await authenticateRequest(ctx) });
    await next();
  };
}

/**
 * Middleware that lets only good tokens through which the guard accepts, and answers the others. It sets the response and
 * does not throw: `ctx.throw` would lose the headers set before it, CORS included.
 * @throws {ConfigError} at creation, for a wrong guard or option
 */
export function requireAuth<Use extends TokenUse, Context extends KoaContext = KoaContext>(
  verifier: VerifierLike<Use>,
  guard: RequireAuthOptions<Context> = {},
): KoaMiddleware<Context> {
  const decide = createRequireAuth(verifier, guard, requestOf<Context>);

  return async function requireAuth(ctx, next) {
    const { auth, refusal } = await decide(ctx);
    Object.assign(ctx.state, { auth });
    if (refusal === undefined) await next();
    else if (!ctx.headerSent) answer(ctx, refusal);
  };
}

function answer(ctx: KoaContext, { status, headers, body }: HttpRefusal): void {
  ctx.status = status;
  for (const [name, value] of Object.entries(headers)) {
    // Another scheme's challenge stays; whatever else was said, on caching say, does not hold for a refusal.
    if (name === 'WWW-Authenticate') ctx.append(name, value);
    else ctx.set(name, value);
  }
  ctx.body = body;
}

function requestOf<Context extends KoaContext>({ req }: Context): RequestLike {
  return req;
}
