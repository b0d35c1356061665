// Events as AWS's documentation shows them, cut to what can matter, as functions of what a client may vary.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
// https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html

export type Headers = Readonly<Record<string, string>>;
type Lists = Readonly<Record<string, readonly string[]>>;

const STAGE = 'arn:aws:execute-api:us-east-1:123456789012:abcdef123/test';
const listsOf = (headers: Headers): Lists => Object.fromEntries(Object.entries(headers).map(([n, v]) => [n, [v]]));

export const restToken = (authorizationToken: string, methodArn = `${STAGE}/GET/request`) => ({
  type: 'TOKEN' as const,
  authorizationToken,
  methodArn,
});

export const restRequest = (
  headers: Headers | null = {},
  multiValueHeaders: Lists | null = headers && listsOf(headers),
) => ({
  type: 'REQUEST' as const,
  methodArn: `${STAGE}/GET/request`,
  resource: '/request',
  path: '/request',
  httpMethod: 'GET',
  headers,
  multiValueHeaders,
  queryStringParameters: { QueryString1: 'queryValue1' },
  multiValueQueryStringParameters: { QueryString1: ['queryValue1'] },
  pathParameters: {},
  stageVariables: { StageVar1: 'stageValue1' },
  requestContext: {
    path: '/request',
    accountId: '123456789012',
    resourceId: '05c7jb',
    stage: 'test',
    requestId: '...',
    identity: { apiKey: '...', sourceIp: '...' },
    resourcePath: '/request',
    httpMethod: 'GET',
    apiId: 'abcdef123',
  },
});

export const webSocketRequest = (headers: Headers = {}, queryStringParameters: Headers | null = null) => ({
  type: 'REQUEST' as const,
  methodArn: `${STAGE}/$connect`,
  headers,
  multiValueHeaders: listsOf(headers),
  queryStringParameters,
  stageVariables: null,
  requestContext: {
    routeKey: '$connect',
    eventType: 'CONNECT',
    messageDirection: 'IN',
    stage: 'test',
    connectionId: 'd6eYwdbooAMCJJA=',
    apiId: 'abcdef123',
  },
});

export const http1 = (headers: Headers = {}, multiValueHeaders: Lists = listsOf(headers)) => ({
  version: '1.0',
  type: 'REQUEST' as const,
  methodArn: `${STAGE}/GET/request`,
  identitySource: 'user1,123',
  authorizationToken: 'user1,123',
  resource: '/request',
  path: '/request',
  httpMethod: 'GET',
  headers,
  multiValueHeaders,
  queryStringParameters: { QueryString1: 'queryValue1' },
  requestContext: { path: '/request', accountId: '123456789012', resourcePath: '/request', httpMethod: 'GET' },
});

export const http2 = (headers: Headers = {}, cookies: readonly string[] = []) => ({
  version: '2.0',
  type: 'REQUEST' as const,
  routeArn: `${STAGE}/GET/request`,
  identitySource: ['user1', '123'],
  routeKey: '$default',
  rawPath: '/my/path',
  rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=value',
  cookies,
  headers,
  queryStringParameters: { parameter1: 'value1,value2', parameter2: 'value' },
  requestContext: {
    accountId: '123456789012',
    apiId: 'api-id',
    http: { method: 'POST', path: '/my/path', protocol: 'HTTP/1.1', sourceIp: 'IP', userAgent: 'agent' },
    requestId: 'id',
    routeKey: '$default',
    stage: '$default',
  },
  pathParameters: { parameter1: 'value1' },
  stageVariables: { stageVariable1: 'value1' },
});

export const appSync = (authorizationToken: string) => ({
  authorizationToken,
  requestContext: {
    apiId: 'aaaaaa123123123example123',
    accountId: '111122223333',
    requestId: 'f4081827-1111-4444-5555-5cf4695f339f',
    queryString: 'query MyQuery { listPosts { id } }',
    operationName: 'MyQuery',
    variables: {},
  },
  requestHeaders: { 'x-forwarded-for': '192.0.2.1' },
});

export const appSyncEvents = (authorizationToken: string) => ({
  authorizationToken,
  requestContext: {
    apiId: 'aaaaaa123123123example123',
    accountId: '111122223333',
    requestId: 'f4081827-1111-4444-5555-5cf4695f339f',
    operation: 'EVENT_SUBSCRIBE',
    channelNamespaceName: 'news',
    channel: '/news/sports',
  },
  requestHeaders: {},
});

/** What the function behind gets: a body in base64 must reach it as it came. */
const BODY = { body: 'eyJ0ZXN0IjoiYm9keSJ9', isBase64Encoded: true } as const;

export const restProxy = (headers: Headers = {}, authorizer?: object) => ({
  resource: '/my/path',
  path: '/my/path',
  httpMethod: 'GET',
  headers,
  multiValueHeaders: listsOf(headers),
  queryStringParameters: null,
  requestContext: { accountId: '123456789012', apiId: 'id', stage: 'test', httpMethod: 'GET', authorizer },
  ...BODY,
});

export const httpProxy1 = (headers: Headers = {}, authorizer?: object) => ({
  version: '1.0',
  ...restProxy(headers, authorizer),
});

/** Of an HTTP API with payload format 2.0; a function URL sends the same. */
export const httpProxy2 = (headers: Headers = {}, authorizer?: object) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: '/my/path',
  rawQueryString: '',
  cookies: ['cookie1'],
  headers,
  requestContext: {
    accountId: '123456789012',
    apiId: 'api-id',
    authorizer,
    http: { method: 'POST', path: '/my/path', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'agent' },
    stage: '$default',
  },
  ...BODY,
});

const ELB = {
  elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/lambda/49e9d65c45c6791a' },
};

export const alb = (headers: Headers = {}) => ({
  requestContext: ELB,
  httpMethod: 'GET',
  path: '/lambda',
  queryStringParameters: { query: '1234ABCD' },
  headers,
  ...BODY,
});

export const albWithLists = (headers: Headers = {}, multiValueHeaders: Lists = listsOf(headers)) => ({
  requestContext: ELB,
  httpMethod: 'GET',
  path: '/lambda',
  multiValueQueryStringParameters: { query: ['1234ABCD'] },
  multiValueHeaders,
  ...BODY,
});

/** What a handler is called with after the event: the context, and the callback of older handlers. */
export const BESIDES_THE_EVENT = [
  {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'orders',
    functionVersion: '$LATEST',
    memoryLimitInMB: '128',
    logGroupName: '/aws/lambda/orders',
    logStreamName: '2026/11/27/[$LATEST]0',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:orders',
    awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    identity: undefined,
    clientContext: undefined,
    getRemainingTimeInMillis: () => 3_000,
  },
  () => {},
] as const;
