import { type AppSyncAnswer, type AppSyncEventsAnswer, appSyncAuthorizer } from 'cognito-guard/lambda';
import { describe, expect, it } from 'vitest';
import { NOW_SECONDS } from '../support/bad-tokens.ts';
import { authorizerContract, EVENTS, type Outcome, pool, token, verifierOf } from './authorizer-contract.ts';
import { appSync, appSyncEvents } from './events.ts';

function outcomeOf(answer: unknown): Outcome {
  const { isAuthorized, resolverContext, handlerContext } = answer as AppSyncAnswer & AppSyncEventsAnswer;
  return isAuthorized ? { status: 200, context: resolverContext ?? handlerContext } : { status: 401 };
}

describe.each([
  ['a GraphQL API', appSync],
  ['an Event API', appSyncEvents],
] as const)('appSyncAuthorizer, %s', (_, eventWith) => {
  authorizerContract({
    name: 'appSyncAuthorizer',
    authorizer: appSyncAuthorizer as never,
    eventWith,
    outcomeOf,
    forbidden: 401,
    foreignEvents: [
      ['the event of a REST API', EVENTS.restApiAuthorizer, /This event is one for restApiAuthorizer$/],
      ['the event of an HTTP API', EVENTS.httpApiAuthorizer, /one for httpApiAuthorizer$/],
      ['the event of a WebSocket API', EVENTS.webSocketAuthorizer, /one for webSocketAuthorizer$/],
      ['the event of a resolver', { arguments: {}, identity: null }, /none of the events that it knows$/],
      ['a token without request', { authorizationToken: 'x', requestContext: null }, /none of the events/],
    ],
  });

  it('keeps no refusal', async () => {
    const refused = { isAuthorized: false, ttlOverride: 0 };
    expect(await appSyncAuthorizer(verifierOf())(eventWith('x'))).toEqual(refused);
    expect(await appSyncAuthorizer(verifierOf(), { scopes: ['orders/delete'] })(eventWith(token))).toEqual(refused);
  });

  it.each<readonly [string, number | undefined, number, number]>([
    ["AppSync's own five minutes", undefined, 3_600, 300],
    ['as long as the option says', 3_600, 7_200, 3_600],
    ['not at all where the option is 0', 0, 3_600, 0],
    ['no longer than the token is good', undefined, 60, 60],
    ['no longer than the token is good, whatever the option says', 3_600, 1, 1],
  ])('keeps the answer for a good token %s', async (_case, ttlSeconds, goodForSeconds, ttlOverride) => {
    const guard = ttlSeconds === undefined ? {} : { ttlSeconds };
    const given = await pool.accessToken({ aud: 'https://api.example.com', exp: NOW_SECONDS + goodForSeconds });
    expect(await appSyncAuthorizer(verifierOf(), guard)(eventWith(given))).toMatchObject({
      isAuthorized: true,
      ttlOverride,
    });
  });

  it('keeps no answer for a token that is good only by clockToleranceSeconds', async () => {
    const given = await pool.accessToken({ aud: 'https://api.example.com', exp: NOW_SECONDS - 5 });
    const answer = await appSyncAuthorizer(verifierOf({ clockToleranceSeconds: 60 }))(eventWith(given));
    expect(answer).toMatchObject({ isAuthorized: true, ttlOverride: 0 });
  });

  it.each([-1, 0.5, 3_601, '60', Number.NaN])('refuses a ttlSeconds of %s', (ttlSeconds) => {
    expect(() => appSyncAuthorizer(verifierOf(), { ttlSeconds: ttlSeconds as number })).toThrow(
      /^ttlSeconds must be a finite whole number, 0 to 3600$/,
    );
  });

  it.each([token, `Bearer ${token}`, `bearer ${token}`])(
    'takes the token with and without Bearer: case %#',
    async (given) => {
      expect(outcomeOf(await appSyncAuthorizer(verifierOf())(eventWith(given))).status).toBe(200);
    },
  );

  it('takes off a prefix by getToken, where the API has Cognito authorization too', async () => {
    const authorizer = appSyncAuthorizer(verifierOf(), {
      getToken: ({ authorizationToken }) => authorizationToken.replace(/^lambda:/, ''),
    });
    expect(outcomeOf(await authorizer(eventWith(`lambda:${token}`))).status).toBe(200);
  });

  it('throws in words where the context is not flat', async () => {
    const authorizer = appSyncAuthorizer(verifierOf(), { context: () => ({ groups: ['a'] }) });
    await expect(authorizer(eventWith(token))).rejects.toThrow(
      /^context\.'groups' is an array: this host carries only/,
    );
  });
});

it('the context has the name under which each kind of API hands it on', async () => {
  expect(await appSyncAuthorizer(verifierOf())(appSync(token))).toHaveProperty('resolverContext.sub');
  expect(await appSyncAuthorizer(verifierOf())(appSyncEvents(token))).toHaveProperty('handlerContext.sub');
});
