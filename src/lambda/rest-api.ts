import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import type { VerifierLike } from '../http/authenticate-request.ts';
import { createAuthorizer } from './authorizer.ts';
import { type RestApiAuthorizerEvent, requestOf, requestOfToken, type WebSocketAuthorizerEvent } from './events.ts';
import { type ApiGatewayAuthorizerOptions, gatewayOptionsOf, type PolicyAnswer, policyAnswerOf } from './policy.ts';

/**
 * The handler of a REST API's Lambda authorizer, TOKEN or REQUEST. A good token gets an Allow; a refused one 401 (see
 * `onRefused`); one that the guard does not accept a Deny, 403. While the keys cannot be fetched it fails, and API
 * Gateway answers 500 and keeps nothing: a Deny would be cached and outlive the outage. The gateway response
 * AUTHORIZER_FAILURE can make 503 of it, and UNAUTHORIZED can carry `WWW-Authenticate`.
 *
 * API Gateway keeps an answer per token for the authorizer's TTL, even if the token expires meanwhile, so keep the TTL
 * short. How it builds the key of that cache is not documented in full. The answer never depends on the route: routes with
 * guards of their own need authorizers of their own, or `requireAuth` in the function behind.
 *
 * @throws {ConfigError} at creation, for a wrong guard or option; at an event of another kind
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export function restApiAuthorizer<
  Use extends TokenUse,
  Event extends RestApiAuthorizerEvent = RestApiAuthorizerEvent,
  Custom = CustomAttributes,
>(
  verifier: VerifierLike<Use>,
  guard: ApiGatewayAuthorizerOptions<Event, Use, Custom> = {},
): (event: Event) => Promise<PolicyAnswer> {
  const { guard: members, ...options } = gatewayOptionsOf('restApiAuthorizer', verifier, guard, arguments);
  const decide = createAuthorizer<Use, Event, RestApiAuthorizerEvent>(verifier, members, {
    name: 'restApiAuthorizer',
    toRequestLike: (event) => (event.type === 'TOKEN' ? requestOfToken(event.authorizationToken) : requestOf(event)),
    carriesJson: () => false,
  });

  return async function restApiAuthorizer(event) {
    return policyAnswerOf(await decide(event, arguments), event.methodArn, options);
  };
}

/**
 * The handler of a WebSocket API's Lambda authorizer, which is asked at `$connect` alone: a connection outlives its
 * token, so close it at `exp`, which the context has. Answers are those of `restApiAuthorizer`. The token is read from
 * the `Authorization` header, which browsers cannot set there. If it has to be in the query string, `getToken` reads it:
 * then it is in access logs too.
 *
 * @throws {ConfigError} at creation, for a wrong guard or option; at an event of another kind
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export function webSocketAuthorizer<
  Use extends TokenUse,
  Event extends WebSocketAuthorizerEvent = WebSocketAuthorizerEvent,
  Custom = CustomAttributes,
>(
  verifier: VerifierLike<Use>,
  guard: ApiGatewayAuthorizerOptions<Event, Use, Custom> = {},
): (event: Event) => Promise<PolicyAnswer> {
  const { guard: members, ...options } = gatewayOptionsOf('webSocketAuthorizer', verifier, guard, arguments);
  const decide = createAuthorizer<Use, Event, WebSocketAuthorizerEvent>(verifier, members, {
    name: 'webSocketAuthorizer',
    toRequestLike: requestOf,
    carriesJson: () => false,
  });

  return async function webSocketAuthorizer(event) {
    return policyAnswerOf(await decide(event, arguments), event.methodArn, options);
  };
}
