import { type PolicyAnswer, restApiAuthorizer, webSocketAuthorizer } from 'cognito-guard/lambda';
import { describe, expect, it } from 'vitest';
import { authorizerContract, EVENTS, type Outcome, pool, token, verifierOf } from './authorizer-contract.ts';
import { http1, http2, restRequest, restToken, webSocketRequest } from './events.ts';

function outcomeOf(answer: unknown): Outcome {
  const { policyDocument, context } = answer as PolicyAnswer;
  return { status: policyDocument.Statement[0]?.Effect === 'Allow' ? 200 : 403, context };
}

const NO_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:x';
const strangers = [
  ['nothing', undefined, /This is none of the events that it knows$/],
  ['null', null, /none of the events/],
  ['a text', 'event', /none of the events/],
  ['an empty event', {}, /none of the events/],
  ['the event of a queue', { Records: [] }, /none of the events/],
  ['a request without an ARN', { type: 'REQUEST', headers: {} }, /none of the events/],
  ['a request with an ARN that is none', { ...restRequest(), methodArn: NO_ARN }, /none of the events/],
  ['an ARN without a route', restToken('x', 'arn:aws:execute-api:us-east-1:1:a/test'), /none of the events/],
  ['an ARN with a wildcard in its stage', restToken('x', 'arn:aws:execute-api:us-east-1:1:a/te*/GET/x'), /none of/],
  ['text before an ARN', restToken('x', 'of arn:aws:execute-api:us-east-1:1:a/test/GET/x'), /none of/],
  ['an ARN with a wildcard for its API', restToken('x', 'arn:aws:execute-api:us-east-1:1:*/test/GET/x'), /none of/],
] as const;

describe.each([
  ['TOKEN', (authorization: string) => restToken(authorization)],
  ['REQUEST', (authorization: string) => restRequest({ Authorization: authorization })],
] as const)('restApiAuthorizer, %s', (_type, eventWith) => {
  authorizerContract({
    name: 'restApiAuthorizer',
    authorizer: restApiAuthorizer as never,
    eventWith,
    outcomeOf,
    forbidden: 403,
    foreignEvents: [
      ['the event of a WebSocket API', EVENTS.webSocketAuthorizer, /This event is one for webSocketAuthorizer$/],
      ['the event of an HTTP API', EVENTS.httpApiAuthorizer, /one for httpApiAuthorizer$/],
      ['the event of AppSync', EVENTS.appSyncAuthorizer, /one for appSyncAuthorizer$/],
      ['the event of the function behind', EVENTS.authenticate, /one for authenticate$/],
      ...strangers,
    ],
  });
});

describe('webSocketAuthorizer', () => {
  authorizerContract({
    name: 'webSocketAuthorizer',
    authorizer: webSocketAuthorizer as never,
    eventWith: (authorization) => webSocketRequest({ Authorization: authorization }),
    outcomeOf,
    forbidden: 403,
    foreignEvents: [
      ['the event of a REST API', EVENTS.restApiAuthorizer, /This event is one for restApiAuthorizer$/],
      ['the event of an HTTP API, format 1.0', http1(), /one for httpApiAuthorizer$/],
      ['the event of an HTTP API, format 2.0', http2(), /one for httpApiAuthorizer$/],
      ...strangers,
    ],
  });

  it('reads a token of the query string where getToken says so', async () => {
    const authorizer = webSocketAuthorizer(verifierOf(), { getToken: (event) => event.queryStringParameters?.token });
    const answer = await authorizer(webSocketRequest({}, { token }));
    expect(outcomeOf(answer).status).toBe(200);
    await expect(authorizer(webSocketRequest({}, null))).rejects.toThrow(/^Unauthorized$/);
  });
});

describe('the policy', () => {
  const event = (methodArn: string) => restToken(token, methodArn);

  it.each<readonly [string, string, string]>([
    [
      'a route of a stage',
      'arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/request',
      'arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/*',
    ],
    [
      'GovCloud',
      'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdef123/prod/POST/a/b',
      'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdef123/prod/*',
    ],
    [
      'China',
      'arn:aws-cn:execute-api:cn-north-1:123456789012:abcdef123/prod/POST/a/b',
      'arn:aws-cn:execute-api:cn-north-1:123456789012:abcdef123/prod/*',
    ],
    [
      'the default stage',
      'arn:aws:execute-api:us-east-1:123456789012:abcdef123/$default/GET/',
      'arn:aws:execute-api:us-east-1:123456789012:abcdef123/$default/*',
    ],
    [
      'a path with colons, slashes and wildcards',
      'arn:aws:execute-api:us-east-1:123456789012:api-id_1/my-stage_2/GET/a:b//c/*/?',
      'arn:aws:execute-api:us-east-1:123456789012:api-id_1/my-stage_2/*',
    ],
    [
      'a route of 512 characters',
      `arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/`.padEnd(512, 'x'),
      'arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/*',
    ],
    [
      'a route of 2,000 characters',
      `arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/${'x'.repeat(2_000)}`,
      'arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/*',
    ],
    [
      "the console's own test",
      'arn:aws:execute-api:us-east-1:123456789012:abcdef123/ESTestInvoke-stage/GET/',
      'arn:aws:execute-api:us-east-1:123456789012:abcdef123/ESTestInvoke-stage/*',
    ],
  ])('names the whole stage: %s', async (_, methodArn, resource) => {
    const { claims } = await verifierOf().verifyOrThrow(token);
    expect(await restApiAuthorizer(verifierOf())(event(methodArn))).toMatchObject({
      principalId: claims.sub,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: resource }],
      },
    });
    const byRoute = restApiAuthorizer(verifierOf(), { resource: 'route' })(event(methodArn));
    if (methodArn.length > 512)
      await expect(byRoute).rejects.toThrow(/longer than the 512 characters .* resource: 'stage'/);
    else expect((await byRoute).policyDocument.Statement[0]?.Resource).toBe(methodArn);
  });

  it.each<readonly [string, (pool: { refreshToken(): Promise<string> }) => Promise<string>, object]>([
    [
      'a token that no signature vouches for',
      (made) => made.refreshToken(),
      { principalId: 'anonymous', context: { reason: 'refresh_token' } },
    ],
    [
      'an expired token',
      () => pool.accessToken({ sub: 'user-1', aud: 'https://api.example.com', exp: 1 }),
      { principalId: 'user-1', context: { reason: 'token_expired' } },
    ],
    ['Bearer alone', async () => 'Bearer', { context: { reason: 'token_missing' } }],
    ['no token', async () => '', { principalId: 'anonymous', context: { reason: 'token_missing' } }],
  ])("denies instead of failing where onRefused is 'deny': %s", async (_, forge, expected) => {
    const authorizer = restApiAuthorizer(verifierOf(), { onRefused: 'deny' });
    const answer = await authorizer(restToken(await forge(pool)));
    expect(answer).toMatchObject(expected);
    expect(outcomeOf(answer).status).toBe(403);
  });

  it('still fails in an outage where refusals are denied: a Deny would be kept', async () => {
    const doubled = { verify: async () => ({ token_valid: false, reason: 'keys_unavailable', message: '' }) as const };
    const authorizer = restApiAuthorizer(doubled, { onRefused: 'deny' });
    await expect(authorizer(restToken(token))).rejects.toMatchObject({ reason: 'keys_unavailable' });
  });

  it('tells the reason of a Deny, for the gateway response ACCESS_DENIED', async () => {
    const answer = await restApiAuthorizer(verifierOf(), { scopes: ['orders/delete'] })(restToken(token));
    expect(answer.context).toEqual({ reason: 'scope_missing' });
    expect(answer.principalId).toBe((await verifierOf().verifyOrThrow(token)).claims.sub);
  });

  it.each<readonly [string, object, RegExp]>([
    ['resource', { resource: 'api' }, /^resource must be 'stage' or 'route'$/],
    ['onRefused', { onRefused: 401 }, /^onRefused must be 'unauthorized' or 'deny'$/],
  ])('does not guess what a wrong %s means', (_, guard, message) => {
    for (const make of [restApiAuthorizer, webSocketAuthorizer]) {
      expect(() => make(verifierOf(), guard as never)).toThrow(message);
    }
  });
});

it('restApiAuthorizer takes events of version 1.0 as well, as serverless-offline sends them', async () => {
  const event = { ...restRequest({ Authorization: `Bearer ${token}` }), version: '1.0' };
  expect(outcomeOf(await restApiAuthorizer(verifierOf())(event)).status).toBe(200);
});

describe('the token of a REST API', () => {
  const statusOf = (event: Parameters<ReturnType<typeof restApiAuthorizer>>[0]) =>
    restApiAuthorizer(verifierOf())(event).then(
      (answer) => outcomeOf(answer).status,
      ({ message }) => message,
    );

  it.each<readonly [string, string, unknown]>([
    ['with Bearer', `Bearer ${token}`, 200],
    ['with bearer in small letters', `bearer ${token}`, 200],
    ['alone', token, 200],
    ['in quotes', `"${token}"`, 'Unauthorized'],
    ['with another scheme', `Basic ${token}`, 'Unauthorized'],
    ['between spaces', ` ${token} `, 'Unauthorized'],
    ['followed by another', `${token},${token}`, 'Unauthorized'],
  ])('of type TOKEN is taken %s', async (_, authorizationToken, status) => {
    expect(await statusOf(restToken(authorizationToken))).toBe(status);
  });

  const bearer = `Bearer ${token}`;
  it.each<readonly [string, ReturnType<typeof restRequest>, unknown]>([
    ['in the header as a browser writes it', restRequest({ authorization: bearer }), 200],
    ['in the header in capitals', restRequest({ AUTHORIZATION: bearer }), 200],
    ['in the list of headers alone', restRequest({}, { Authorization: [bearer] }), 200],
    ['without lists of headers', restRequest({ Authorization: bearer }, null), 200],
    ['without Bearer', restRequest({ Authorization: token }), 'Unauthorized'],
    ['twice', restRequest({ Authorization: bearer }, { Authorization: [bearer, bearer] }), 'Unauthorized'],
    [
      'under two spellings that differ',
      restRequest({ Authorization: bearer, authorization: 'Bearer x' }),
      'Unauthorized',
    ],
    ['nowhere, and the console sends null for headers', restRequest(null), 'Unauthorized'],
  ])('of type REQUEST is %s', async (_, event, status) => {
    expect(await statusOf(event)).toBe(status);
  });
});
