import type {
  ALBEvent,
  ALBResult,
  APIGatewayAuthorizerResult,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
  APIGatewayProxyWebsocketEventV2,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayTokenAuthorizerEvent,
  AppSyncAuthorizerEvent,
  AppSyncAuthorizerResult,
  AppSyncResolverEvent,
  Handler,
  LambdaFunctionURLEvent,
} from 'aws-lambda';
import type { CognitoVerifier, VerifiedToken, VerifyResult } from 'cognito-guard';
import {
  appSyncAuthorizer,
  authenticate,
  type HttpApiAnswer,
  httpApiAuthorizer,
  readAuthorizerClaims,
  requireAuth,
  restApiAuthorizer,
  webSocketAuthorizer,
} from 'cognito-guard/lambda';
import { describe, expectTypeOf, it } from 'vitest';

declare const access: CognitoVerifier<'access'>;
declare const id: CognitoVerifier<'id'>;

/** What Lambda calls, typed as most projects type it. */
const handler = <Event, Answer>(given: Handler<Event, Answer>) => given;

describe('handlers of @types/aws-lambda', () => {
  it('take the authorizers', () => {
    handler<APIGatewayTokenAuthorizerEvent, APIGatewayAuthorizerResult>(restApiAuthorizer(access));
    handler<APIGatewayRequestAuthorizerEvent, APIGatewayAuthorizerResult>(restApiAuthorizer(access));
    handler<APIGatewayRequestAuthorizerEvent, APIGatewayAuthorizerResult>(webSocketAuthorizer(id, { groups: ['a'] }));
    handler<APIGatewayRequestAuthorizerEventV2 & { version: string }, HttpApiAnswer>(httpApiAuthorizer(access));
    handler<AppSyncAuthorizerEvent, AppSyncAuthorizerResult<Record<string, unknown>>>(appSyncAuthorizer(access));
  });

  it('hand every proxy event to the verbs, and return what requireAuth refuses with', async () => {
    const closed = requireAuth(access);
    const rest: Handler<APIGatewayProxyEvent, APIGatewayProxyResult> = async (event) => {
      const auth = await closed(event);
      if (!('token_valid' in auth)) return auth;
      expectTypeOf(auth).toEqualTypeOf<VerifiedToken<'access'>>();
      return { statusCode: 200, body: auth.claims.client_id };
    };
    const http: Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> = async (event) => {
      const auth = await closed(event);
      return 'token_valid' in auth ? { statusCode: 200, body: auth.claims.sub } : auth;
    };
    const url: Handler<LambdaFunctionURLEvent, APIGatewayProxyStructuredResultV2> = http as never;
    const alb: Handler<ALBEvent, ALBResult> = async (event) => {
      const auth = await closed(event);
      return 'token_valid' in auth ? { statusCode: 200, body: auth.claims.sub } : auth;
    };
    expectTypeOf([rest, http, url, alb]).toBeArray();
    expectTypeOf(authenticate(id)).returns.resolves.toEqualTypeOf<VerifyResult<'id'>>();
  });

  it('give their events to readAuthorizerClaims', () => {
    expectTypeOf(readAuthorizerClaims)
      .parameter(0)
      .toExtend<object | APIGatewayProxyEvent | APIGatewayProxyWebsocketEventV2 | AppSyncResolverEvent<object>>();
    expectTypeOf(readAuthorizerClaims).returns.toHaveProperty('groups').toEqualTypeOf<readonly string[]>();
  });
});

describe('the guard of an authorizer', () => {
  it('knows the event of its host, and the token of its verifier', () => {
    webSocketAuthorizer(access, { getToken: (event) => event.queryStringParameters?.token });
    webSocketAuthorizer(access, {
      getToken: (event: APIGatewayRequestAuthorizerEvent) => event.multiValueQueryStringParameters?.token?.[0],
    });
    httpApiAuthorizer(access, { getToken: ({ cookies }) => cookies?.[0] });
    httpApiAuthorizer(access, { getToken: ({ rawPath }: APIGatewayRequestAuthorizerEventV2) => rawPath });
    restApiAuthorizer(access, {
      check: ({ claims }) => claims.client_id === 'x',
      context: async ({ claims }) => ({ client: claims.client_id }),
      resource: 'route',
      onRefused: 'deny',
    });
    const ofAcme = ({ claims }: VerifiedToken<'access', { readonly tenant: string }>) => claims.tenant === 'acme';
    requireAuth(access, { check: ({ claims }) => claims['custom:tenant'] === 'acme' });
    requireAuth(access, { check: ofAcme });
    restApiAuthorizer(access, { check: ofAcme });
    webSocketAuthorizer(access, { check: ofAcme });
    appSyncAuthorizer(access, { check: ofAcme, ttlSeconds: 60 });
    httpApiAuthorizer(access, { check: ofAcme, context: ({ claims }) => ({ tenant: claims.tenant.toUpperCase() }) });
    httpApiAuthorizer(id, { context: ({ claims }) => ({ tenant: claims['custom:tenant'], mail: claims.email }) });
    // @ts-expect-error an ID token has no client_id
    restApiAuthorizer(id, { context: ({ claims }) => ({ client: claims.client_id }) });
    // @ts-expect-error ttlSeconds is an answer to AppSync alone
    restApiAuthorizer(access, { ttlSeconds: 60 });
    // @ts-expect-error a policy is about its stage or about one route
    restApiAuthorizer(access, { resource: 'api' });
    // @ts-expect-error AppSync has no policies
    appSyncAuthorizer(access, { resource: 'stage' });
    // @ts-expect-error a function of Lambda has no request to put the result on
    requireAuth(access, { property: 'auth' });
  });
});
