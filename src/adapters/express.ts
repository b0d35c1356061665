import type { TokenUse } from '../cognito/claims.ts';
import {
  type AuthenticateOptions,
  createAuthenticate,
  createRequireAuth,
  type RequireAuthOptions,
  type VerifierLike,
} from '../http/authenticate-request.ts';
import type { HttpRefusal } from '../http/challenge.ts';
import type { VerifyResult } from '../result.ts';

/** What this adapter needs of Express's request. Structural, so that the types of Express 4 and 5 both fit. */
export interface ExpressRequest {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly rawHeaders: readonly string[];
}

/** What this adapter needs of Express's response. */
export interface ExpressResponse {
  readonly headersSent: boolean;
  status(code: number): unknown;
  append(field: string, value: string): unknown;
  set(field: string, value: string): unknown;
  json(body: unknown): unknown;
}

export type ExpressMiddleware<Request extends ExpressRequest = ExpressRequest> = (
  req: Request,
  res: ExpressResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

/**
 * A request behind this middleware: `AuthenticatedRequest<Request, VerifiedToken>` where `requireAuth` went before.
 * No global augmentation is made, because other packages declare `Express.Request.auth` too; yours may be.
 */
export type AuthenticatedRequest<Request = ExpressRequest, Auth = VerifyResult> = Request & { auth: Auth };

/**
 * Middleware that puts the result on `req.auth` and lets every request through.
 * @throws {ConfigError} at creation, for a wrong option
 */
export function authenticate<Use extends TokenUse, Request extends ExpressRequest = ExpressRequest>(
  verifier: VerifierLike<Use>,
  options: AuthenticateOptions<Request> = {},
): ExpressMiddleware<Request> {
  const authenticateRequest = createAuthenticate(verifier, options, itself<Request>);

  return async function authenticate(req, _res, next) {
    try {
      Object.assign(req, { auth: await authenticateRequest(req) });
    } catch (error) {
      // Express 4 would let the request hang on a rejection.
      next(error);
      return;
    }
    next();
  };
}

/**
 * Middleware that lets only good tokens through which the guard accepts, and answers the others.
 * @throws {ConfigError} at creation, for a wrong guard or option
 */
export function requireAuth<Use extends TokenUse, Request extends ExpressRequest = ExpressRequest>(
  verifier: VerifierLike<Use>,
  guard: RequireAuthOptions<Request> = {},
): ExpressMiddleware<Request> {
  const decide = createRequireAuth(verifier, guard, itself<Request>);

  return async function requireAuth(req, res, next) {
    try {
      const { auth, refusal } = await decide(req);
      Object.assign(req, { auth });
      if (refusal !== undefined) {
        if (!res.headersSent) answer(res, refusal);
        return;
      }
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
}

function answer(res: ExpressResponse, { status, headers, body }: HttpRefusal): void {
  res.status(status);
  for (const [name, value] of Object.entries(headers)) {
    // Another scheme's challenge stays; whatever else was said, on caching say, does not hold for a refusal.
    if (name === 'WWW-Authenticate') res.append(name, value);
    else res.set(name, value);
  }
  res.json(body);
}

function itself<Request>(request: Request): Request {
  return request;
}
