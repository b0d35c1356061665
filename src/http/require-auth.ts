import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import type { RejectedToken, VerifiedToken } from '../result.ts';
import {
  type AuthenticateOptions,
  createAuthenticate,
  type Host,
  throwAsError,
  type VerifierLike,
} from './authenticate-request.ts';
import { type HttpRefusal, refusalOf } from './challenge.ts';
import { GUARD_MEMBERS, type Guard, rejectionByGuard, resolveGuard } from './guards.ts';

/** Guard and options of `requireAuth`, in one flat object. */
export interface RequireAuthOptions<Request, Use extends TokenUse = TokenUse, Custom = CustomAttributes>
  extends Guard<Use, Custom>,
    AuthenticateOptions<Request> {}

/** The verified token of a request that may pass, or the refusal of one that may not, with the answer to send. */
export type Admission<Use extends TokenUse> =
  | { readonly auth: VerifiedToken<Use>; readonly refusal: undefined }
  | { readonly auth: RejectedToken; readonly refusal: HttpRefusal };

const GUARD = { called: 'guard', further: GUARD_MEMBERS };

/** The one HTTP decision, shared by all adapters. Guard and options are checked here, when the route is declared. */
export function createRequireAuth<Use extends TokenUse, Request extends HostRequest, HostRequest>(
  verifier: VerifierLike<Use>,
  given: RequireAuthOptions<Request, Use, never>,
  host: Host<HostRequest>,
) {
  const { verifyRequest, property, others } = createAuthenticate(verifier, given, host, GUARD);
  const guard = resolveGuard(others);

  async function admit(request: Request): Promise<Admission<Use>> {
    const result = await verifyRequest(request);
    const rejected = result.token_valid
      ? await rejectionByGuard(result as VerifiedToken, guard, verifier).catch(throwAsError)
      : result;
    if (rejected === undefined) return { auth: result as VerifiedToken<Use>, refusal: undefined };
    return { auth: rejected, refusal: refusalOf(rejected, guard) };
  }

  return { admit, property };
}

const MEMBERS_AND_OPTIONS = [...GUARD_MEMBERS, 'getToken', 'property'];

/**
 * Refuses a guard that comes with the request, because the finished function would ignore it. What hosts give beside the request, as
 * Lambda its context, has no such member.
 */
export function refuseGuardAtCall(given: ArrayLike<unknown>, usage: string): void {
  const besides: object = Object(given[1]);
  if (MEMBERS_AND_OPTIONS.some((name) => Object.hasOwn(besides, name))) {
    throw new ConfigError(`A guard, or an option, that comes with the request would be ignored. ${usage}`);
  }
}
