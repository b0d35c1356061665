import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import type { VerifierLike } from '../http/authenticate-request.ts';
import { membersOf, numberOf, refuseLostOptions, verifierOf } from '../options/option-checks.ts';
import { ownMember } from '../own-member.ts';
import { clockOf } from '../verifier-clock.ts';
import { AUTHORIZER_MEMBERS, type AuthorizerOptions, createAuthorizer, usageOf } from './authorizer.ts';
import type { ContextValue } from './context.ts';
import { type AppSyncAuthorizerEvent, requestOfToken } from './events.ts';

/** Guard and options of `appSyncAuthorizer`. */
export interface AppSyncAuthorizerOptions<Event, Use extends TokenUse = TokenUse, Custom = CustomAttributes>
  extends AuthorizerOptions<Event, Use, Custom> {
  /**
   * How long AppSync may keep the answer for a good token, in whole seconds, 0 to 3,600; default 300, which is AppSync's
   * own. It stands in place of the API's setting, which is not told to us, so give it here if it is shorter there. Never
   * longer than the token is good; refusals are not kept.
   */
  readonly ttlSeconds?: number;
}

/** The answer to a GraphQL API. */
export interface AppSyncAnswer {
  isAuthorized: boolean;
  resolverContext?: Record<string, ContextValue>;
  ttlOverride: number;
}

/** The answer to an Event API. */
export interface AppSyncEventsAnswer {
  isAuthorized: boolean;
  handlerContext?: Record<string, ContextValue>;
  ttlOverride: number;
}

const TTL_SECONDS = { default: 300, min: 0, max: 3_600 };

/**
 * The handler of a Lambda authorizer of AppSync: of a GraphQL API, or of an Event API, which has its context as
 * `handlerContext`. The token arrives with `Bearer` or without. Where the API has Cognito or OIDC authorization too, AWS
 * has clients add a prefix, which `getToken` has to take off. AppSync knows no other refusal than 401: an outage, for which the handler
 * fails, is one as well, but is not kept.
 *
 * @throws {ConfigError} at creation, for a wrong guard or option; at an event of another kind
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export function appSyncAuthorizer<
  Use extends TokenUse,
  Event extends AppSyncAuthorizerEvent = AppSyncAuthorizerEvent,
  Custom = CustomAttributes,
>(
  verifier: VerifierLike<Use>,
  guard: AppSyncAuthorizerOptions<Event, Use, Custom> = {},
): (event: Event) => Promise<AppSyncAnswer & AppSyncEventsAnswer> {
  verifierOf(verifier, usageOf('appSyncAuthorizer'));
  refuseLostOptions(arguments, 2, usageOf('appSyncAuthorizer'));
  const names = [...AUTHORIZER_MEMBERS, 'ttlSeconds'];
  const { ttlSeconds = TTL_SECONDS.default, ...members } = membersOf<typeof guard>('guard', guard, names);
  const ttl = numberOf('ttlSeconds', ttlSeconds, { min: TTL_SECONDS.min, max: TTL_SECONDS.max, whole: true });
  const decide = createAuthorizer<Use, Event, AppSyncAuthorizerEvent>(verifier, members, {
    name: 'appSyncAuthorizer',
    toRequestLike: ({ authorizationToken }) => requestOfToken(authorizationToken),
    carriesJson: () => false,
  });

  return async function appSyncAuthorizer(event) {
    const decision = await decide(event, arguments);
    if (decision.refused !== undefined) return { isAuthorized: false, ttlOverride: 0 };
    const claim = (name: string) => ownMember(decision.auth.claims, name);
    const secondsLeft = Math.floor(Number(claim('exp')) - clockOf(verifier, claim('iss')).now() / 1000);
    const ttlOverride = Math.max(0, Math.min(ttl, secondsLeft));
    const contextName = isOfEventApi(event) ? 'handlerContext' : 'resolverContext';
    return { isAuthorized: true, [contextName]: decision.context, ttlOverride };
  };
}

function isOfEventApi({ requestContext }: AppSyncAuthorizerEvent): boolean {
  return String(ownMember(requestContext, 'operation')).startsWith('EVENT_');
}
