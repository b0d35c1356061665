import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import type { VerifierLike } from '../http/authenticate-request.ts';
import { createAuthorizer, UNAUTHORIZED } from './authorizer.ts';
import { type HttpApiAuthorizerEvent, requestOf } from './events.ts';
import { type ApiGatewayAuthorizerOptions, gatewayOptionsOf, type PolicyAnswer, policyAnswerOf } from './policy.ts';

/** A simple answer to payload format 2.0, or a policy to 1.0. */
export type HttpApiAnswer =
  | { isAuthorized: true; context: Record<string, unknown> }
  | { isAuthorized: false }
  | { errorMessage: typeof UNAUTHORIZED }
  | PolicyAnswer;

/**
 * The handler of an HTTP API's Lambda authorizer. To payload format 2.0 it gives simple answers, which must be switched on
 * there (`enableSimpleResponses`): a refused token is 401 without a failed invocation, one that the guard does not
 * accept 403. To 1.0 it gives policies, as `restApiAuthorizer` does. While the keys cannot be fetched it fails, and API
 * Gateway answers 500, which it does not keep.
 *
 * With caching on, one answer serves every route of the API, unless `$context.routeKey` is an identity source: a guard of one
 * route alone needs that. A missing identity source is a 401 for which the handler is not called.
 *
 * @throws {ConfigError} at creation, for a wrong guard or option; at an event of another kind
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function httpApiAuthorizer<
  Use extends TokenUse,
  Event extends HttpApiAuthorizerEvent = HttpApiAuthorizerEvent,
  Custom = CustomAttributes,
>(
  verifier: VerifierLike<Use>,
  guard: ApiGatewayAuthorizerOptions<Event, Use, Custom> = {},
): (event: Event) => Promise<HttpApiAnswer> {
  const { guard: members, ...options } = gatewayOptionsOf('httpApiAuthorizer', verifier, guard, arguments);
  const decide = createAuthorizer<Use, Event, HttpApiAuthorizerEvent>(verifier, members, {
    name: 'httpApiAuthorizer',
    toRequestLike: requestOf,
    carriesJson: ({ version }) => version === '2.0',
  });

  return async function httpApiAuthorizer(event) {
    const decision = await decide(event, arguments);
    if (event.version !== '2.0') return policyAnswerOf(decision, event.methodArn, options);
    if (decision.refused === undefined) return { isAuthorized: true, context: decision.context };
    const isUnauthorized = decision.refused === 'unauthorized' && options.onRefused === 'unauthorized';
    return isUnauthorized ? { errorMessage: UNAUTHORIZED } : { isAuthorized: false };
  };
}
