/**
 * Authorizers for API Gateway and AppSync, guards for Lambda functions.
 *
 * @module cognito-guard/lambda
 */

export {
  type AppSyncAnswer,
  type AppSyncAuthorizerOptions,
  type AppSyncEventsAnswer,
  appSyncAuthorizer,
} from './app-sync.ts';
export type { AuthorizerOptions } from './authorizer.ts';
export { type AuthorizerClaims, readAuthorizerClaims } from './authorizer-claims.ts';
export type { AuthorizerContext, ContextValue } from './context.ts';
export type {
  AppSyncAuthorizerEvent,
  HttpApiAuthorizerEvent,
  ProxyEvent,
  RestApiAuthorizerEvent,
  WebSocketAuthorizerEvent,
} from './events.ts';
export { type HttpApiAnswer, httpApiAuthorizer } from './http-api.ts';
export type { ApiGatewayAuthorizerOptions, PolicyAnswer } from './policy.ts';
export { authenticate, type ProxyAnswer, requireAuth } from './proxy.ts';
export { restApiAuthorizer, webSocketAuthorizer } from './rest-api.ts';
