import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import { TokenRejectedError } from '../errors.ts';
import { answerAbout, type TokenOptions, throwAsError, type VerifierLike } from '../http/authenticate-request.ts';
import type { RequestLike } from '../http/bearer-token.ts';
import { GUARD_MEMBERS, type Guard } from '../http/guards.ts';
import { createRequireAuth, refuseGuardAtCall } from '../http/require-auth.ts';
import { functionOf, membersOf } from '../options/option-checks.ts';
import { REASONS } from '../reasons.ts';
import type { RejectedToken, VerifiedToken } from '../result.ts';
import { type AuthorizerContext, type ContextValue, carriedContext, standardContext } from './context.ts';
import { type EventTaker, expectEventFor } from './events.ts';

/** The guard of every adapter, with what all authorizers have besides. */
export interface AuthorizerOptions<Event, Use extends TokenUse = TokenUse, Custom = CustomAttributes>
  extends Guard<Use, Custom>,
    TokenOptions<Event> {
  /**
   * What the route behind may know of a good token, in place of `sub`, `token_use`, `client_id`, `username`, `scope`,
   * `groups` (joined by a space) and `exp`. Strings, finite numbers and booleans; lists and objects too where an HTTP API has payload
   * format 2.0. Anything else is a ConfigError at that request, and a 500 of the host. `readAuthorizerClaims` needs `sub`,
   * `token_use` and `exp`.
   */
  readonly context?: (auth: VerifiedToken<Use, Custom>) => AuthorizerContext | Promise<AuthorizerContext>;
}

export const AUTHORIZER_MEMBERS: readonly string[] = [...GUARD_MEMBERS, 'getToken', 'context'];

/** What an authorizer needs to know of its host. */
export interface AuthorizerHost<Event> {
  readonly name: EventTaker;
  readonly toRequestLike: (event: Event) => RequestLike;
  /** Whether the context may be whatever JSON can say: on HTTP APIs with payload format 2.0. Elsewhere it is scalars. */
  readonly carriesJson: (event: Event) => boolean;
}

export type Decision<Use extends TokenUse> =
  | { readonly auth: VerifiedToken<Use>; readonly refused: undefined; readonly context: Record<string, ContextValue> }
  /** `forbidden`: the token is good, and the guard does not accept it. */
  | { readonly auth: RejectedToken; readonly refused: 'unauthorized' | 'forbidden' };

/** The message by which API Gateway tells a refused token from a failure. */
export const UNAUTHORIZED = 'Unauthorized';

export function usageOf(name: EventTaker): string {
  return (
    `${name}(verifier, guard) makes a handler: call it once, outside of the handler, and export what it returns, ` +
    `as in: export const handler = ${name}(verifier).`
  );
}

/** What the authorizers share. Guard and options are checked here; what comes back judges one event, the first of all arguments. */
export function createAuthorizer<Use extends TokenUse, Event extends HostEvent, HostEvent>(
  verifier: VerifierLike<Use>,
  given: AuthorizerOptions<Event, Use, never>,
  { name, toRequestLike, carriesJson }: AuthorizerHost<HostEvent>,
): (event: Event, all: ArrayLike<unknown>) => Promise<Decision<Use>> {
  const usage = usageOf(name);
  const { context = standardContext, ...guard } = membersOf<AuthorizerOptions<Event, Use, unknown>>(
    'guard',
    given,
    AUTHORIZER_MEMBERS,
  );
  functionOf('context', context);
  const { admit } = createRequireAuth(verifier, guard, { toRequestLike, optionNames: ['getToken'], usage });

  async function judge(event: Event, all: ArrayLike<unknown>): Promise<Decision<Use>> {
    expectEventFor(name, event);
    refuseGuardAtCall(all, usage);
    const { auth, refusal } = await admit(event);
    if (refusal !== undefined) return decisionAgainst(auth);
    const { answer, rejected } = await answerAbout(verifier, auth, context);
    if (rejected !== undefined) return decisionAgainst(rejected);
    return { auth, refused: undefined, context: carriedContext(answer, carriesJson(event)) };
  }

  return (event, all) => judge(event, all).catch(throwAsFailure);
}

function decisionAgainst(auth: RejectedToken): Decision<never> {
  const { status } = REASONS[auth.reason];
  // A policy would be cached and outlive the outage; an error is not kept.
  if (status === 503) throw new TokenRejectedError(auth);
  return { auth, refused: status === 403 ? 'forbidden' : 'unauthorized' };
}

/** A database that answers a `check` with this message would have the host send users to sign in again. */
function throwAsFailure(thrown: unknown): never {
  const message = String((thrown as { message?: unknown } | undefined)?.message).trim();
  if (message.toLowerCase() !== UNAUTHORIZED.toLowerCase()) throwAsError(thrown);
  throw new Error('getToken, check, context or the verifier failed, and its message is the one word of a refusal', {
    cause: thrown,
  });
}
