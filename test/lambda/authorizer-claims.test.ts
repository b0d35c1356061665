import { ConfigError, createCognitoVerifier } from 'cognito-guard';
import {
  type AppSyncEventsAnswer,
  appSyncAuthorizer,
  type HttpApiAnswer,
  httpApiAuthorizer,
  readAuthorizerClaims,
  restApiAuthorizer,
  webSocketAuthorizer,
} from 'cognito-guard/lambda';
import { createTestUserPool } from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';
import * as events from './events.ts';

const SUB = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const EXP = 1_746_385_209;

/** The claims of an access token as AWS's own authorizers hand them over: every value is a string. */
const accessClaims = (more: object = {}) => ({
  sub: SUB,
  token_use: 'access',
  scope: 'openid orders/read',
  auth_time: '1746381609',
  iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example',
  exp: String(EXP),
  client_id: '57cbishk4j24pabc1234567890',
  username: 'janedoe@example.com',
  ...more,
});
const idClaims = (more: object = {}) => ({
  sub: SUB,
  token_use: 'id',
  aud: '57cbishk4j24pabc1234567890',
  'cognito:username': 'janedoe',
  email_verified: 'true',
  exp: 'Sun May 04 19:00:09 UTC 2025',
  ...more,
});

const behindRest = (claims: object) => events.restProxy({}, { claims });
const behindJwt1 = (claims: object) => events.httpProxy1({}, { claims, scopes: null });
const behindJwt2 = (claims: object) => events.httpProxy2({}, { jwt: { claims, scopes: null } });
const behindAppSync = (claims: object) => ({ arguments: {}, identity: { sub: SUB, claims, groups: [] } });

describe('behind an authorizer of AWS', () => {
  const access = {
    sub: SUB,
    token_use: 'access',
    client_id: '57cbishk4j24pabc1234567890',
    username: 'janedoe@example.com',
    groups: [],
    groups_ambiguous: false,
    scopes: ['openid', 'orders/read'],
    exp: EXP,
  };
  const id = { ...access, token_use: 'id', username: 'janedoe', scopes: [] };

  it.each<readonly [string, object, object]>([
    ["REST's Cognito authorizer, access token", behindRest(accessClaims()), access],
    ["REST's Cognito authorizer, ID token with a date in words", behindRest(idClaims()), id],
    ['the JWT authorizer, payload format 1.0', behindJwt1(accessClaims()), access],
    ['the JWT authorizer, payload format 2.0', behindJwt2(accessClaims()), access],
    ['the JWT authorizer, ID token', behindJwt2(idClaims({ exp: '1.746385209E9' })), id],
    ["AppSync's own, whose numbers are numbers", behindAppSync(accessClaims({ exp: EXP })), access],
  ])('%s, the claims have one form', (_, event, expected) => {
    const { claims, ...read } = readAuthorizerClaims(event);
    expect(read).toEqual(expected);
    expect(claims.sub).toBe(SUB);
  });

  it('a machine has no user name, and no groups', () => {
    const { username: _, ...machine } = accessClaims();
    const read = readAuthorizerClaims(behindJwt2(machine));
    expect(read).not.toHaveProperty('username');
    expect(read.groups).toEqual([]);
  });

  it.each<readonly [string, (claims: object) => object, unknown, readonly string[], boolean]>([
    ['no groups', behindRest, '', [], false],
    ['one name', behindRest, 'admins', ['admins'], false],
    ['names between commas, of which one may be a name with a comma', behindRest, 'a,b', ['a', 'b'], true],
    ['brackets where commas are the rule: they may belong to the name', behindRest, '[a]', ['a'], true],
    ['names in brackets', behindJwt2, '[admins editors]', ['admins', 'editors'], false],
    ['names in brackets, payload format 1.0', behindJwt1, '[admins editors]', ['admins', 'editors'], false],
    ['a name with a space, which Cognito itself does not give', behindJwt2, '[no admins]', ['no', 'admins'], false],
    ['one name in brackets', behindJwt2, '[admins]', ['admins'], false],
    ['empty brackets', behindJwt2, '[]', [], false],
    ['brackets in brackets', behindJwt2, '[[night] b]', ['[night]', 'b'], true],
    ['a comma in brackets', behindJwt2, '[a,b c]', ['a,b', 'c'], true],
    ['a name alone where brackets are the rule', behindJwt2, 'admins', ['admins'], false],
    ['brackets at the end of a name', behindJwt2, 'a[b]', ['a[b]'], false],
    ['brackets at the start of a name', behindJwt2, '[a]b', ['[a]b'], false],
    ['a list', behindAppSync, ['a,b', '[c]'], ['a,b', '[c]'], false],
    ['a number', behindJwt2, 7, [], false],
  ])('groups are read from %s', (_, behind, groups, expected, ambiguous) => {
    expect(readAuthorizerClaims(behind(accessClaims({ 'cognito:groups': groups })))).toMatchObject({
      groups: expected,
      groups_ambiguous: ambiguous,
    });
  });
});

it('claims are read in spite of a `return` on Object.prototype, which a loop that ends early would call', () => {
  Object.defineProperty(Object.prototype, 'return', { value: 1, configurable: true, writable: true });
  try {
    expect(readAuthorizerClaims(behindJwt2(accessClaims({ 'cognito:groups': '[a b]' }))).groups).toEqual(['a', 'b']);
  } finally {
    Reflect.deleteProperty(Object.prototype, 'return');
  }
});

describe('behind an authorizer of ours', async () => {
  const pool = await createTestUserPool();
  const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: ['access', 'id'] });
  const GROUPS = ['a,b', '[night]', 'staff'];
  const token = await pool.accessToken({ 'cognito:groups': GROUPS, scope: 'orders/read orders/write' });
  const bearer = `Bearer ${token}`;
  /** REST and WebSocket APIs, and HTTP APIs with payload format 1.0, hand every value on as a string, beside two of their own. */
  const asStrings = (context: object) => ({
    principalId: 'x',
    integrationLatency: 42,
    ...Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)])),
  });
  const contextOf = (answer: HttpApiAnswer) => ('context' in answer ? answer.context : {});
  const http = httpApiAuthorizer(verifier);

  const routes = {
    'a REST API': async () =>
      events.restProxy({}, asStrings((await restApiAuthorizer(verifier)(events.restToken(bearer))).context)),
    'a WebSocket API': async () => {
      const answer = await webSocketAuthorizer(verifier)(events.webSocketRequest({ Authorization: bearer }));
      return { requestContext: { connectionId: 'x', authorizer: asStrings(answer.context) } };
    },
    'an HTTP API, payload format 1.0': async () =>
      events.httpProxy1({}, asStrings(contextOf(await http(events.http1({ authorization: bearer }))))),
    'an HTTP API, payload format 2.0': async () =>
      events.httpProxy2({}, { lambda: contextOf(await http(events.http2({ authorization: bearer }))) }),
    AppSync: async () => {
      const { resolverContext } = await appSyncAuthorizer(verifier)(events.appSync(token));
      return { arguments: {}, identity: { resolverContext } };
    },
    'an AppSync Event API': async () => {
      const { handlerContext } = (await appSyncAuthorizer(verifier)(
        events.appSyncEvents(token),
      )) as AppSyncEventsAnswer;
      return { info: { channel: { path: '/notes' } }, identity: { handlerContext } };
    },
  };

  it.each(Object.entries(routes))('of %s, group names with commas and brackets survive', async (_, eventBehind) => {
    const { claims } = await verifier.verifyOrThrow(token);
    const { claims: handedOn, ...read } = readAuthorizerClaims(await eventBehind());
    expect(read).toEqual({
      sub: claims.sub,
      token_use: 'access',
      client_id: pool.clientId,
      username: 'username' in claims && claims.username,
      groups: GROUPS,
      groups_ambiguous: false,
      scopes: ['orders/read', 'orders/write'],
      exp: claims.exp,
    });
    expect(handedOn).toHaveProperty('groups', GROUPS.join(' '));
  });

  it('a context of your own is read as well, if it has what is needed', () => {
    const context = { sub: SUB, token_use: 'id', exp: String(EXP), tenant: 'acme' };
    expect(readAuthorizerClaims(events.httpProxy2({}, { lambda: context }))).toStrictEqual({
      sub: SUB,
      token_use: 'id',
      groups: [],
      groups_ambiguous: false,
      scopes: [],
      exp: EXP,
      claims: context,
    });
  });
});

describe('an event without claims of a Cognito token', () => {
  it.each<readonly [string, unknown, RegExp]>([
    ['no authorizer', events.restProxy(), /^No authorizer has put anything into this event: attach one/],
    [
      'no request',
      {},
      /authorizer, or one of cognito-guard\/lambda\), or verify the token here, by authenticate or requireAuth$/,
    ],
    ['null', null, /^No authorizer has put anything/],
    ['a request that is null', { requestContext: null }, /^No authorizer has put anything/],
    ['an authorizer that is text', events.httpProxy2({}, 'x' as never), /^No authorizer has put anything/],
    ['nothing at all', undefined, /^No authorizer has put anything/],
    ['a text', 'event', /^No authorizer has put anything/],
    ['an authorizer that handed nothing on', events.httpProxy2({}, { lambda: null }), /has no sub, token_use and exp/],
    ['an IAM authorizer', events.httpProxy2({}, { iam: { userArn: 'x' } }), /with an IAM authorizer/],
    ['no sub', behindRest(accessClaims({ sub: undefined })), /are not the claims of a Cognito token/],
    ['a sub that is no text', behindRest(accessClaims({ sub: 7 })), /are not the claims of a Cognito token/],
    ['a token_use that Cognito does not have', behindJwt2(accessClaims({ token_use: 'refresh' })), /not the claims/],
    ['no exp', behindJwt2(accessClaims({ exp: undefined })), /not the claims/],
    ['an empty exp', behindJwt2(accessClaims({ exp: '' })), /not the claims/],
    ['an exp of null', behindJwt2(accessClaims({ exp: null })), /not the claims/],
    ['an exp that is no time', behindJwt2(accessClaims({ exp: 'soon' })), /not the claims/],
    ['inherited claims', Object.create(behindRest(accessClaims())), /^No authorizer has put anything/],
  ])('throws in words, and lets nobody in: %s', (_, event, message) => {
    expect(() => readAuthorizerClaims(event as object)).toThrow(ConfigError);
    expect(() => readAuthorizerClaims(event as object)).toThrow(message);
  });

  it('says so where it is given more than the event', () => {
    const wrong = () => (readAuthorizerClaims as (...given: unknown[]) => unknown)(behindRest(accessClaims()), {});
    expect(wrong).toThrow(/takes the event that the function got, and nothing else/);
  });

  it('tells no value of a claim', () => {
    const event = behindRest(accessClaims({ token_use: 'secret-use' }));
    expect(() => readAuthorizerClaims(event)).not.toThrow(/secret|janedoe|aaaaaaaa/);
  });
});
