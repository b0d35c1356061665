import { type HttpApiAnswer, httpApiAuthorizer } from 'cognito-guard/lambda';
import { describe, expect, it } from 'vitest';
import { authorizerContract, EVENTS, type Outcome, token, verifierOf } from './authorizer-contract.ts';
import { http1, http2 } from './events.ts';

function outcomeOf(given: unknown): Outcome {
  const answer = given as HttpApiAnswer;
  if ('errorMessage' in answer) return { status: answer.errorMessage === 'Unauthorized' ? 401 : 500 };
  if ('policyDocument' in answer) {
    const allows = answer.policyDocument.Statement[0]?.Effect === 'Allow';
    return { status: allows ? 200 : 403, context: answer.context };
  }
  return answer.isAuthorized ? { status: 200, context: answer.context } : { status: 403 };
}

const bearer = `Bearer ${token}`;

describe.each([
  ['1.0', http1],
  ['2.0', http2],
] as const)('httpApiAuthorizer, payload format %s', (version, eventOf) => {
  authorizerContract({
    name: 'httpApiAuthorizer',
    authorizer: httpApiAuthorizer as never,
    eventWith: (authorization) => eventOf({ authorization }),
    outcomeOf,
    forbidden: 403,
    foreignEvents: [
      ['the event of a REST API', EVENTS.restApiAuthorizer, /This event is one for restApiAuthorizer$/],
      ['the event of a WebSocket API', EVENTS.webSocketAuthorizer, /one for webSocketAuthorizer$/],
      ['the event of AppSync', EVENTS.appSyncAuthorizer, /one for appSyncAuthorizer$/],
      ['the event of the function behind', EVENTS.authenticate, /one for authenticate$/],
      ['nothing', undefined, /none of the events that it knows$/],
    ],
  });

  it('answers in the shape of that version', async () => {
    const good = await httpApiAuthorizer(verifierOf())(eventOf({ authorization: bearer }));
    const lacking = await httpApiAuthorizer(verifierOf(), { scopes: ['orders/delete'] })(
      eventOf({ authorization: bearer }),
    );
    const refused = httpApiAuthorizer(verifierOf())(eventOf());
    const denied = await httpApiAuthorizer(verifierOf(), { onRefused: 'deny' })(eventOf());
    if (version === '2.0') {
      expect(good).toEqual({ isAuthorized: true, context: expect.any(Object) });
      expect(lacking).toEqual({ isAuthorized: false });
      expect(await refused).toEqual({ errorMessage: 'Unauthorized' });
      expect(denied).toEqual({ isAuthorized: false });
      return;
    }
    const policy = (Effect: string) => ({
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect,
          Resource: 'arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/*',
        },
      ],
    });
    expect(good).toMatchObject({ policyDocument: policy('Allow') });
    expect(lacking).toMatchObject({ policyDocument: policy('Deny'), context: { reason: 'scope_missing' } });
    await expect(refused).rejects.toThrow(/^Unauthorized$/);
    expect(denied).toMatchObject({ policyDocument: policy('Deny'), context: { reason: 'token_missing' } });
  });
});

describe('the context of an HTTP API', () => {
  const rights = { roles: ['a', 'b'], tenant: { id: 7, name: null }, sub: 'x' };

  it('may hold lists and objects in payload format 2.0', async () => {
    const authorizer = httpApiAuthorizer(verifierOf(), { context: () => rights });
    expect(await authorizer(http2({ authorization: bearer }))).toEqual({ isAuthorized: true, context: rights });
    const bare = Object.assign(Object.create(null), { a: 1 });
    const nested = httpApiAuthorizer(verifierOf(), { context: () => ({ bare }) });
    expect(await nested(http2({ authorization: bearer }))).toMatchObject({ isAuthorized: true });
  });

  it.each<readonly [string, unknown]>([
    ['of type object', { tenant: { id: 7 } }],
    ['an array', { tenant: ['a'] }],
    ['null', { tenant: null }],
  ])('throws in words where payload format 1.0 is given what is %s', async (what, context) => {
    const authorizer = httpApiAuthorizer(verifierOf(), { context: () => context as Record<string, unknown> });
    await expect(authorizer(http1({ authorization: bearer }))).rejects.toThrow(
      `context.'tenant' is ${what}: this host carries only strings, finite numbers and booleans`,
    );
  });

  const circle: { self?: unknown } = {};
  circle.self = circle;
  it.each<readonly [string, unknown]>([
    ['a circle', circle],
    ['a date', new Date()],
    ['a function in a list', [() => 1]],
    ['NaN in an object', { ratio: Number.NaN }],
    ['undefined in an object', { ratio: undefined }],
    ['a date beside a number', { id: 7, at: new Date() }],
  ])('throws in words where payload format 2.0 is given %s', async (_, tenant) => {
    const authorizer = httpApiAuthorizer(verifierOf(), { context: () => ({ tenant }) });
    await expect(authorizer(http2({ authorization: bearer }))).rejects.toThrow(/only what JSON can say/);
  });
});

describe('the token of an HTTP API', () => {
  const statusOf = async (event: ReturnType<typeof http1> | ReturnType<typeof http2>) =>
    httpApiAuthorizer(verifierOf())(event).then(
      (answer) => outcomeOf(answer).status,
      ({ message }) => message,
    );

  it.each<readonly [string, ReturnType<typeof http1> | ReturnType<typeof http2>, unknown]>([
    ['in small letters', http2({ authorization: bearer }), 200],
    ['twice, which format 2.0 joins by a comma', http2({ authorization: `${bearer},${bearer}` }), 401],
    ['without Bearer', http2({ authorization: token }), 401],
    ['in capitals', http1({ AUTHORIZATION: bearer }), 200],
    [
      'twice, which format 1.0 shows in the lists',
      http1({ authorization: bearer }, { authorization: [bearer, bearer] }),
      'Unauthorized',
    ],
    ['only among the identity sources', { ...http1(), authorizationToken: bearer }, 'Unauthorized'],
    ['nowhere, and there are no headers', { ...http2(), headers: undefined as never }, 401],
  ])('is %s', async (_, event, status) => {
    expect(await statusOf(event)).toBe(status);
  });

  it('is read from a cookie where getToken says so', async () => {
    const getToken = ({ cookies = [] }: { readonly cookies?: readonly string[] | undefined }) =>
      cookies.find((cookie) => cookie.startsWith('session='))?.slice('session='.length);
    const answer = await httpApiAuthorizer(verifierOf(), { getToken })(http2({}, ['theme=dark', `session=${token}`]));
    expect(outcomeOf(answer).status).toBe(200);
  });
});
