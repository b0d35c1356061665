import { ConfigError } from '../errors.ts';
import type { RequestLike } from '../http/bearer-token.ts';
import { ownMember } from '../own-member.ts';

// Only what is read of each event, in types that those of @types/aws-lambda fit, so that nobody has to install them.

interface EventHeaders {
  /** The names are in the client's case on REST APIs and in small letters elsewhere. */
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
}

interface AuthorizerRequest extends EventHeaders {
  readonly type: 'REQUEST';
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
}

/** The event of a REST API's Lambda authorizer, of type TOKEN or REQUEST. */
export type RestApiAuthorizerEvent =
  | { readonly type: 'TOKEN'; readonly authorizationToken: string; readonly methodArn: string }
  | (AuthorizerRequest & { readonly methodArn: string });

/** The event of a WebSocket API's Lambda authorizer, which is called for `$connect` alone. */
export interface WebSocketAuthorizerEvent extends AuthorizerRequest {
  readonly methodArn: string;
}

/** The event of an HTTP API's Lambda authorizer: `methodArn` in payload format 1.0, `routeArn` and `cookies` in 2.0. */
export interface HttpApiAuthorizerEvent extends AuthorizerRequest {
  readonly version: string;
  readonly methodArn?: string | undefined;
  readonly routeArn?: string | undefined;
  readonly cookies?: readonly string[] | undefined;
}

/** The event of a Lambda authorizer of AppSync, of a GraphQL API or of an Event API. */
export interface AppSyncAuthorizerEvent {
  readonly authorizationToken: string;
  readonly requestContext: object;
  readonly requestHeaders?: Readonly<Record<string, string | undefined>> | undefined;
}

/** What the function behind a REST API, an HTTP API (1.0 and 2.0), a function URL or an ALB gets. */
export interface ProxyEvent extends EventHeaders {
  readonly requestContext: object;
}

/** Every function that takes events, with what it takes. */
const TAKES = {
  restApiAuthorizer: "the event of a REST API's Lambda authorizer: type TOKEN or REQUEST, with methodArn",
  webSocketAuthorizer: "the event of a WebSocket API's Lambda authorizer, which is called for the route $connect",
  httpApiAuthorizer: "the event of an HTTP API's Lambda authorizer: version 1.0 with methodArn, or 2.0 with routeArn",
  appSyncAuthorizer: 'the event of an AppSync Lambda authorizer: authorizationToken and requestContext, without type',
  authenticate: 'the proxy event of a REST API, an HTTP API, a function URL or an ALB',
  requireAuth: 'the proxy event of a REST API, an HTTP API, a function URL or an ALB',
} as const;

export type EventTaker = keyof typeof TAKES;

/** Partition, Region, account, API and stage; a wildcard in them would open other APIs. What follows is the route. */
const STAGE_ARN = /^arn:[^:/*?]+:execute-api:[^:/*?]+:[^:/*?]*:[^:/*?]+\/[^/*?]+(?=\/)/;

/** The ARN of the stage that a route belongs to, without a slash at its end; undefined for a text that is no such ARN. */
export function stageArnOf(methodArn: unknown): string | undefined {
  return typeof methodArn === 'string' ? STAGE_ARN.exec(methodArn)?.[0] : undefined;
}

/** @throws {ConfigError} for an event of another kind: which one is wanted, and what takes the one that came */
export function expectEventFor(taker: EventTaker, event: unknown): void {
  const takers = typeof event === 'object' && event !== null ? takersOf(event) : [];
  if (takers.includes(taker)) return;
  const { 0: other } = takers;
  const found = other === undefined ? 'This is none of the events that it knows' : `This event is one for ${other}`;
  throw new ConfigError(`${taker} takes ${TAKES[taker]}. ${found}`);
}

function takersOf(event: object): readonly EventTaker[] {
  const type = ownMember(event, 'type');
  if (type === 'TOKEN' || type === 'REQUEST') return authorizersFor(event, type);
  const requestContext = ownMember(event, 'requestContext');
  if (typeof requestContext !== 'object' || requestContext === null) return [];
  if (Object.hasOwn(event, 'authorizationToken')) return ['appSyncAuthorizer'];
  const isRequest =
    Object.hasOwn(event, 'httpMethod') || ['http', 'elb'].some((host) => Object.hasOwn(requestContext, host));
  return isRequest ? ['authenticate', 'requireAuth'] : [];
}

function authorizersFor(event: object, type: 'TOKEN' | 'REQUEST'): readonly EventTaker[] {
  const version = ownMember(event, 'version');
  const methodArn = ownMember(event, 'methodArn');
  if (type === 'REQUEST' && version === '2.0') return ['httpApiAuthorizer'];
  const stage = stageArnOf(methodArn);
  if (stage === undefined) return [];
  // Whatever its version: serverless-offline sends one with this type too.
  if (type === 'TOKEN') return ['restApiAuthorizer'];
  // The answers are the same, and serverless-offline sends this version for REST APIs too.
  if (version === '1.0') return ['httpApiAuthorizer', 'restApiAuthorizer'];
  return [methodArn === `${stage}/$connect` ? 'webSocketAuthorizer' : 'restApiAuthorizer'];
}

/** The headers of an event, for the one reader of the Authorization field. A field that was sent twice is an array. */
export function requestOf(event: EventHeaders): RequestLike {
  // The lists last: of two fields `headers` has only one.
  return { headers: { ...Object(ownMember(event, 'headers')), ...Object(ownMember(event, 'multiValueHeaders')) } };
}

/**
 * A token that the host has taken out of the request, as the Authorization field that it came from. Clients of TOKEN
 * authorizers and of AppSync send it with and without `Bearer`, and both are right there.
 */
export function requestOfToken(authorizationToken: unknown): RequestLike {
  const isBare = typeof authorizationToken === 'string' && !/^bearer$|\s/i.test(authorizationToken);
  return { headers: { authorization: isBare ? `Bearer ${authorizationToken}` : authorizationToken } };
}
