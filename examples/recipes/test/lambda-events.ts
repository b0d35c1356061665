import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2, Context } from 'aws-lambda';

type Headers = Readonly<Record<string, string>>;

// Only what the recipes read, and what their hosts tell the kinds of events by; so each is a cast.

export const restApiEvent = (path: string, headers: Headers) =>
  ({
    httpMethod: 'GET',
    path,
    resource: path,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    body: null,
    isBase64Encoded: false,
    pathParameters: null,
    stageVariables: null,
    requestContext: { domainName: 'api.example.com', path, httpMethod: 'GET', stage: 'prod' },
  }) as unknown as APIGatewayProxyEvent;

export const httpApiEvent = (path: string, headers: Headers) =>
  ({
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    isBase64Encoded: false,
    requestContext: { domainName: 'api.example.com', http: { method: 'GET', path }, stage: '$default' },
  }) as unknown as APIGatewayProxyEventV2;

export const loadBalancerEvent = (path: string, headers: Headers) =>
  ({
    httpMethod: 'GET',
    path,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    queryStringParameters: {},
    body: '',
    isBase64Encoded: false,
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/b' } },
  }) as unknown as ALBEvent;

export const lambdaContext = () => ({ awsRequestId: 'a', getRemainingTimeInMillis: () => 3_000 }) as unknown as Context;
