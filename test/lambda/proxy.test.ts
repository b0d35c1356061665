import { ConfigError, createCognitoVerifier, type VerifierLike } from 'cognito-guard';
import { authenticate, type ProxyAnswer, requireAuth } from 'cognito-guard/lambda';
import { createTestUserPool } from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';
import { BAD_TOKENS, goodToken, now, POLICY } from '../support/bad-tokens.ts';
import { EXPECTED_MESSAGES, EXPECTED_REFUSALS } from '../support/expected-refusals.ts';
import * as events from './events.ts';

const pool = await createTestUserPool({ now });
const verifier = createCognitoVerifier({ ...pool.verifierOptions, ...POLICY });
const token = await goodToken(pool);
const bearer = `Bearer ${token}`;
const outage: VerifierLike = {
  verify: async () => ({ token_valid: false, reason: 'keys_unavailable', message: '', retryAfterSeconds: 2.5 }),
};

/** A host that gives a header as one line can hold no line feed. */
const SENDABLE = BAD_TOKENS.filter(([, what]) => what !== 'ends in a line feed');
const STATUS_LINES = { 400: '400 Bad Request', 401: '401 Unauthorized', 403: '403 Forbidden' };

interface HostUnderTest {
  readonly name: string;
  readonly eventOf: (headers?: events.Headers) => Parameters<ReturnType<typeof requireAuth>>[0];
  /** Whose form the answer has. */
  readonly answers: 'API Gateway' | 'ALB' | 'ALB with lists';
}

const HOSTS: readonly HostUnderTest[] = [
  { name: 'a REST API', eventOf: events.restProxy, answers: 'API Gateway' },
  { name: 'an HTTP API, payload format 1.0', eventOf: events.httpProxy1, answers: 'API Gateway' },
  { name: 'an HTTP API, payload format 2.0, or a function URL', eventOf: events.httpProxy2, answers: 'API Gateway' },
  { name: 'an ALB', eventOf: events.alb, answers: 'ALB' },
  { name: 'an ALB with multi-value headers', eventOf: events.albWithLists, answers: 'ALB with lists' },
];

describe.each(HOSTS)('the function behind $name', ({ eventOf, answers }) => {
  async function refusalOf(event: ReturnType<typeof eventOf>, guard: object = {}, by = verifier as VerifierLike) {
    const answer = await requireAuth(by, guard)(event);
    if ('token_valid' in answer) throw new Error('A bad request was let in');
    return answer;
  }

  /** The headers of an answer, whatever form the host takes them in. */
  function fieldsOf({ headers, multiValueHeaders }: ProxyAnswer) {
    if (answers !== 'ALB with lists') {
      expect(multiValueHeaders).toBeUndefined();
      return headers ?? {};
    }
    expect(headers).toBeUndefined();
    return Object.fromEntries(Object.entries(multiValueHeaders ?? {}).map(([name, [value]]) => [name, value]));
  }

  it('gets the verified token, and the event stays as it was, its base64 body too', async () => {
    const event = eventOf({ authorization: bearer });
    const before = structuredClone(event);
    const auth = await requireAuth(verifier, { scopes: ['orders/read'] })(event);
    expect('token_valid' in auth && auth.token).toBe(token);
    expect(event).toEqual(before);
    expect(event).toMatchObject({ isBase64Encoded: true });
  });

  it.each(SENDABLE)('gets a finished answer for %s: a token that %s', async (reason, _what, forge) => {
    const [, status, challenge, error] = EXPECTED_REFUSALS.find(([name]) => name === reason) ?? [];
    const answer = await refusalOf(eventOf({ authorization: `Bearer ${await forge(pool)}` }));
    expect(answer.statusCode).toBe(status);
    expect(fieldsOf(answer)).toEqual({
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json',
      'WWW-Authenticate': challenge,
    });
    expect(JSON.parse(answer.body)).toEqual({ error, error_description: EXPECTED_MESSAGES[reason], reason });
    expect(answer.isBase64Encoded).toBe(false);
    expect(answer.statusDescription).toBe(answers === 'API Gateway' ? undefined : '401 Unauthorized');
  });

  it.each<readonly [string, events.Headers | undefined, object, number]>([
    ['no header', undefined, {}, 401],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }, {}, 401],
    ['a bare token', { authorization: token }, {}, 400],
    ['two spellings that differ', { authorization: bearer, Authorization: 'Bearer x' }, {}, 400],
    ['two fields in one', { authorization: `${bearer},${bearer}` }, {}, 400],
    ['too few scopes', { authorization: bearer }, { scopes: ['orders/delete'] }, 403],
    ['too few groups', { authorization: bearer }, { groups: ['admins'] }, 403],
  ])('gets a finished answer for a request with %s', async (_, headers, guard, status) => {
    const answer = await refusalOf(eventOf(headers), guard);
    expect(answer.statusCode).toBe(status);
    expect(fieldsOf(answer)['WWW-Authenticate']).toMatch(/^Bearer realm="api"/);
    expect(answer.statusDescription).toBe(answers === 'API Gateway' ? undefined : STATUS_LINES[status as 400]);
  });

  it('names the metadata of this resource in the challenge, where the guard does', async () => {
    const resourceMetadataUrl = 'https://api.example.com/.well-known/oauth-protected-resource';
    const answer = await refusalOf(eventOf(), { resourceMetadataUrl });
    expect(fieldsOf(answer)['WWW-Authenticate']).toBe(`Bearer realm="api", resource_metadata="${resourceMetadataUrl}"`);
  });

  it('answers an outage of the keys with 503 and Retry-After, and no challenge', async () => {
    const answer = await refusalOf(eventOf({ authorization: bearer }), {}, outage);
    expect(answer.statusCode).toBe(503);
    expect(fieldsOf(answer)).toEqual({
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json',
      'Retry-After': '3',
    });
    expect(answer.statusDescription).toBe(answers === 'API Gateway' ? undefined : '503 Service Unavailable');
  });

  it('is told the result by authenticate, which refuses nothing', async () => {
    const ask = authenticate(verifier);
    expect(await ask(eventOf({ AUTHORIZATION: bearer }))).toMatchObject({ token_valid: true, token });
    expect(await ask(eventOf())).toMatchObject({ token_valid: false, reason: 'token_missing' });
    const down = await authenticate(outage)(eventOf({ authorization: bearer }));
    expect(down).toMatchObject({ token_valid: false, reason: 'keys_unavailable' });
  });

  it('has the token found by getToken, which alone decides', async () => {
    const options = { getToken: async () => token };
    expect(await authenticate(verifier, options)(eventOf())).toMatchObject({ token_valid: true });
    expect(await requireAuth(verifier, options)(eventOf({ authorization: 'Bearer x' }))).toMatchObject({ token });
    const none = requireAuth(verifier, { getToken: () => undefined });
    expect(await none(eventOf({ authorization: bearer }))).toMatchObject({ statusCode: 401 });
  });

  it('is not led to another answer by a polluted Object.prototype', async () => {
    const rawHeaders = ['authorization', 'Bearer x', 'authorization', 'Bearer y'];
    const multiValueHeaders = { authorization: [bearer] };
    const polluted = { multiValueHeaders, elb: {}, statusDescription: 'evil', rawHeaders, return: 1 };
    const event = eventOf({ authorization: 'Bearer x' });
    const before = await refusalOf(event);
    Object.assign(Object.prototype, polluted);
    const after = await refusalOf(event).finally(() => {
      for (const member of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, member);
    });
    expect(after).toEqual(before);
  });
});

it('two Authorization fields, which only the lists show, are 400', async () => {
  const lists = { Authorization: [bearer, bearer] };
  const rest = { ...events.restProxy({ Authorization: bearer }), multiValueHeaders: lists };
  for (const event of [rest, events.albWithLists({}, lists)]) {
    expect(await requireAuth(verifier)(event)).toMatchObject({ statusCode: 400 });
  }
});

it('an event without any headers has no token', async () => {
  const { headers: _, multiValueHeaders: __, ...event } = events.restProxy();
  const withNull = { ...event, headers: null, multiValueHeaders: null };
  for (const given of [event, withNull]) {
    expect(await authenticate(verifier)(given)).toMatchObject({ reason: 'token_missing' });
  }
});

describe.each<readonly [string, (by: VerifierLike) => (event: never) => Promise<unknown>]>([
  ['authenticate', authenticate],
  ['requireAuth', requireAuth],
])('%s, misused', (name, verb) => {
  it.each<readonly [string, unknown, RegExp]>([
    ["the event of a REST API's authorizer", events.restToken('x'), /This event is one for restApiAuthorizer$/],
    ["the event of an HTTP API's authorizer", events.http2(), /one for httpApiAuthorizer$/],
    ["the event of AppSync's authorizer", events.appSync('x'), /one for appSyncAuthorizer$/],
    ['a message of a WebSocket', { requestContext: { connectionId: 'x', eventType: 'MESSAGE' } }, /none of the events/],
    ['a web request', new Request('https://api.example.com/'), /none of the events/],
    ['nothing', undefined, /none of the events/],
  ])('says which event it wants when it gets %s', async (_, event, message) => {
    const answer = verb(verifier)(event as never);
    await expect(answer).rejects.toThrow(ConfigError);
    await expect(answer).rejects.toThrow(message);
    await expect(answer).rejects.toThrow(new RegExp(`^${name} takes the proxy event of `));
  });

  it('does not ignore a guard that comes with the event, but says where it goes', async () => {
    for (const given of [{ groups: ['admins'] }, { getToken: () => undefined }, { property: 'auth' }]) {
      const answer = Reflect.apply(verb(verifier), undefined, [events.restProxy({ authorization: bearer }), given]);
      await expect(answer).rejects.toThrow(ConfigError);
      await expect(answer).rejects.toThrow(
        /^A guard, or an option, that comes with the request would be ignored\. authenticate\(/,
      );
    }
  });

  it('takes the context and the callback of Lambda', async () => {
    const given = [events.restProxy({ authorization: bearer }), ...events.BESIDES_THE_EVENT];
    expect(await Reflect.apply(verb(verifier), undefined, given)).toMatchObject({ token });
  });

  it.each<readonly [string, readonly unknown[], RegExp]>([
    [
      'an event in place of the verifier',
      [events.restProxy(), {}],
      /make functions that take an event: call them once, outside of the handler, and in the handler what they return\. A/,
    ],
    ['the event after the verifier', [verifier, events.restProxy()], /has an unknown member 'resource'/],
    ['the event after the options', [verifier, {}, events.restProxy()], /make functions that take an event/],
    ['an option of an authorizer', [verifier, { context: () => ({}) }], /has an unknown member 'context'/],
    ['a property, where there is nothing to put it on', [verifier, { property: 'auth' }], /unknown member 'property'/],
  ])('is a ConfigError where it is given %s', (_, given, message) => {
    const wrong = () => (verb as (...given: unknown[]) => unknown)(...given);
    expect(wrong).toThrow(ConfigError);
    expect(wrong).toThrow(message);
  });
});
