import {
  authenticateRequest,
  ConfigError,
  combineVerifiers,
  createCognitoVerifier,
  type VerifierLike,
  type VerifyResult,
} from 'cognito-guard';
import { createTestUserPool } from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';
import { createAuthenticate, type Host, usageOfVerbs } from '../../src/http/authenticate-request.ts';
import type { RequestLike } from '../../src/http/bearer-token.ts';
import { createRequireAuth } from '../../src/http/require-auth.ts';

/** Accepts every token, and remembers what it was asked. */
function acceptingVerifier() {
  const asked: unknown[] = [];
  const verify = async (token: unknown) => {
    asked.push(token);
    return {
      token_valid: true,
      token_use: 'access',
      claims: { sub: String(token), scope: 'read' },
      token,
    } as VerifyResult;
  };
  return { asked, verifier: { verify } as VerifierLike };
}

const HOST: Host<RequestLike> = {
  toRequestLike: (request) => request,
  optionNames: ['getToken', 'property'],
  usage: 'This is how it is used.',
};
const requestWith = (token: string): RequestLike => ({ headers: { authorization: `Bearer ${token}` } });

describe('authenticateRequest', () => {
  it.each<readonly [string, RequestLike]>([
    ["Node's request", { headers: { authorization: 'Bearer a' }, rawHeaders: ['Authorization', 'Bearer a'] }],
    ['a web Request', new Request('http://localhost/', { headers: { authorization: 'Bearer a' } })],
    ['a plain object with the case that the client chose', { headers: { Authorization: 'Bearer a' } }],
  ])('takes the token of %s', async (_, request) => {
    const { verifier } = acceptingVerifier();
    expect(await authenticateRequest(verifier, request)).toMatchObject({ token_valid: true, token: 'a' });
  });

  it('resolves to why there is no token, without asking the verifier', async () => {
    const { asked, verifier } = acceptingVerifier();
    expect(await authenticateRequest(verifier, { headers: {} })).toMatchObject({ reason: 'token_missing' });
    expect(await authenticateRequest(verifier, { headers: { authorization: 'Bearer a b' } })).toMatchObject({
      reason: 'request_malformed',
    });
    expect(asked).toEqual([]);
  });

  it.each([undefined, null, 'request', 7])(
    'says where the middleware is to who takes it for one: %s',
    async (request) => {
      const { verifier } = acceptingVerifier();
      const answer = authenticateRequest(verifier, request as never);
      await expect(answer).rejects.toThrow(ConfigError);
      await expect(answer).rejects.toThrow('verifies one request; middleware is in the adapters. It needs a request');
    },
  );

  it.each<readonly [string, object]>([
    ['a Hono context', { req: { raw: requestWith('a') } }],
    ['headers alone', new Headers({ authorization: 'Bearer a' })],
    ['an empty object', {}],
  ])('says that a request has headers, and finds no token missing: %s', async (_, given) => {
    const { verifier } = acceptingVerifier();
    const answer = authenticateRequest(verifier, given as RequestLike);
    await expect(answer).rejects.toThrow(ConfigError);
    await expect(answer).rejects.toThrow('It needs a request with headers, such as c.req.raw of Hono');
  });

  it('takes headers that are null, as Lambda has them, and leaves a request without headers to getToken', async () => {
    const { verifier } = acceptingVerifier();
    expect(await authenticateRequest(verifier, { headers: null as never })).toMatchObject({ reason: 'token_missing' });
    const message = { token: 'a' } as unknown as RequestLike;
    expect(await authenticateRequest(verifier, message, { getToken: () => 'a' })).toMatchObject({ token: 'a' });
  });

  it('rejects with ConfigError for a wrong option or one argument too many, and does not throw', async () => {
    const { verifier } = acceptingVerifier();
    await expect(authenticateRequest(verifier, requestWith('a'), { realm: 'x' } as object)).rejects.toThrow(
      ConfigError,
    );
    const withGuard = Reflect.apply(authenticateRequest, undefined, [
      verifier,
      requestWith('a'),
      {},
      { scopes: ['x'] },
    ]);
    await expect(withGuard).rejects.toThrow(ConfigError);
  });

  it('takes no property: it puts the result nowhere', async () => {
    const { verifier } = acceptingVerifier();
    const answer = authenticateRequest(verifier, requestWith('a'), { property: 'user' } as object);
    await expect(answer).rejects.toThrow("options has an unknown member 'property'; known are: getToken");
  });

  it.each(['request', 'verifier'])('says so where the %s is missing or in the other place', async (missing) => {
    const { verifier } = acceptingVerifier();
    const given = missing === 'request' ? [verifier] : [requestWith('a')];
    await expect(Reflect.apply(authenticateRequest, undefined, given)).rejects.toThrow(ConfigError);
    await expect(Reflect.apply(authenticateRequest, undefined, [requestWith('a'), verifier])).rejects.toThrow(
      'A verifier is one that createCognitoVerifier or combineVerifiers made',
    );
  });

  it('asks anew for each call, though the request be the same', async () => {
    const { asked, verifier } = acceptingVerifier();
    const request = requestWith('a');
    await authenticateRequest(verifier, request);
    await authenticateRequest(verifier, request);
    expect(asked).toEqual(['a', 'a']);
  });
});

describe('getToken', () => {
  it('alone decides: the header is not read', async () => {
    const { asked, verifier } = acceptingVerifier();
    await authenticateRequest(verifier, requestWith('header'), { getToken: async () => 'cookie' });
    await authenticateRequest(verifier, requestWith('header'), { getToken: () => undefined });
    expect(asked).toEqual(['cookie', undefined]);
  });

  it('rejects with what it throws', async () => {
    const { verifier } = acceptingVerifier();
    const outage = new Error('The session store is down');
    const getToken = () => {
      throw outage;
    };
    await expect(authenticateRequest(verifier, requestWith('a'), { getToken })).rejects.toBe(outage);
  });

  // To Express next(undefined) and next('route') mean: go on. Koa answers nothing at all.
  it.each([undefined, null, 'route', 'router', false, 0])(
    'that throws %s rejects with an Error, which no host takes for "go on"',
    async (thrown) => {
      const { verifier } = acceptingVerifier();
      const getToken = () => Promise.reject(thrown);
      const failure = await authenticateRequest(verifier, requestWith('a'), { getToken }).catch((error) => error);
      expect(failure).toBeInstanceOf(Error);
      expect(failure.cause).toBe(thrown);
    },
  );

  const pool = createTestUserPool();
  it.each<readonly [string, unknown]>([
    ['a result', { token_valid: true, token_use: 'access', claims: { sub: 'mallory' }, token: 'x' }],
    ['a number', 7],
    ['true', true],
    ['an array', ['a.b.c']],
    ['a function', () => 'a.b.c'],
  ])('that gives %s in place of a token is refused', async (_, given) => {
    const one = createCognitoVerifier({ ...(await pool).verifierOptions, tokenUse: 'access' });
    for (const verifier of [one, combineVerifiers(one)]) {
      const result = await authenticateRequest(verifier, requestWith('a'), { getToken: () => given as never });
      expect(result).toMatchObject({ token_valid: false, reason: 'token_malformed', cause: 'it is not a string' });
    }
  });
});

describe('a verifier that answers no VerifyResult, as a test double may', () => {
  it.each<readonly [string, unknown]>([
    ['true', true],
    ['undefined', undefined],
    ['null', null],
    ['text', 'ok'],
    ['an empty object', {}],
    ['claims alone', { sub: 'jane' }],
    ['token_valid without claims', { token_valid: true }],
    ['token_valid with claims that are null', { token_valid: true, claims: null }],
    ['token_valid with claims that are text', { token_valid: true, claims: 'jane' }],
    ['token_valid that is only truthy', { token_valid: 'yes', claims: {} }],
    ['a refusal without reason', { token_valid: false }],
    ['a refusal that is only falsy', { token_valid: 0, reason: 'token_expired' }],
    ['a refusal for a reason that does not exist', { token_valid: false, reason: 'teapot' }],
  ])('is a ConfigError and no entry: %s', async (_, answer) => {
    const verifier = { verify: async () => answer } as VerifierLike;
    for (const options of [{}, { getToken: () => 'a' }]) {
      const result = authenticateRequest(verifier, requestWith('a'), options);
      await expect(result).rejects.toThrow(ConfigError);
      await expect(result).rejects.toThrow('The verifier must resolve to a VerifyResult');
      await expect(createRequireAuth(verifier, options, HOST).admit(requestWith('a'))).rejects.toThrow(ConfigError);
    }
  });
});

it.each<readonly [string, unknown]>([
  ['an empty object', {}],
  ['a refusal without reason', { token_valid: false }],
  ['a good token without claims', { token_valid: true }],
])('a verifier that answers %s admits nobody under a polluted Object.prototype', async (_, answer) => {
  const { admit } = createRequireAuth({ verify: async () => answer } as VerifierLike, {}, HOST);
  const inherited = { token_valid: true, claims: { sub: 'mallory' }, reason: 'token_expired' };
  Object.assign(Object.prototype, inherited);
  const failure = await admit(requestWith('a')).then(
    () => undefined,
    (error: Error) => error.message,
  );
  for (const name of Object.keys(inherited)) Reflect.deleteProperty(Object.prototype, name);
  expect(failure).toContain('The verifier must resolve to a VerifyResult');
});

it('a `return` on Object.prototype, which a pattern in brackets would call, changes no answer', async () => {
  const { verifier } = acceptingVerifier();
  const { admit } = createRequireAuth(verifier, { scopes: ['read'] }, HOST);
  Object.assign(Object.prototype, { return: 1 });
  const admissions = await Promise.all([admit(requestWith('a')), admit({ headers: {} })]).finally(() => {
    Reflect.deleteProperty(Object.prototype, 'return');
  });
  expect(admissions).toMatchObject([{ refusal: undefined }, { refusal: { status: 401 } }]);
});

describe('what both verbs refuse before any request', () => {
  const { verifier } = acceptingVerifier();

  it.each<readonly [string, unknown, unknown, RegExp]>([
    ['no verifier', undefined, {}, /^This is how it is used. A verifier is one that createCognitoVerifier/],
    ['a request in place of the verifier', requestWith('a'), {}, /This is how it is used. A verifier is one/],
    ['options in place of the verifier', { userPoolId: 'x' }, {}, /A verifier is one/],
    ['an unknown option', verifier, { realm: 'x' }, /unknown member 'realm'/],
    ['an undefined getToken', verifier, { getToken: undefined }, /getToken is undefined/],
    ['a getToken that is text', verifier, { getToken: 'cookie' }, /getToken must be a function/],
    ['options that are null', verifier, null, /must be an object/],
    ["a property that is the request's own", verifier, { property: 'headers' }, /not 'headers'/],
    ['a property of every object', verifier, { property: '__proto__' }, /not '__proto__'/],
    ['a property that is empty', verifier, { property: '' }, /property must be a non-empty string/],
    ['a property that is undefined', verifier, { property: undefined }, /property is undefined/],
  ])('%s', (_, given, options, message) => {
    for (const create of [createAuthenticate, createRequireAuth]) {
      const make = () => create(given as VerifierLike, options as never, HOST);
      expect(make).toThrow(ConfigError);
      expect(make).toThrow(message);
    }
  });

  it('what a wrong call is told says where the right one belongs', () => {
    expect(usageOfVerbs('hooks')).toBe(
      'authenticate(verifier, options) and requireAuth(verifier, guard) make hooks: ' +
        'call them once, where the route is declared, and use what they return.',
    );
  });

  it('names the object in which an option is unknown', () => {
    const options = { realm: 'x' } as never;
    expect(() => createAuthenticate(verifier, options, HOST)).toThrow("options has an unknown member 'realm'");
    expect(() => createRequireAuth(verifier, options, HOST)).toThrow("guard has an unknown member 'realm'");
  });

  it('tells the property that the result is to be put on', () => {
    for (const create of [createAuthenticate, createRequireAuth]) {
      expect(create(verifier, {}, HOST).property).toBe('auth');
      expect(create(verifier, { property: 'cognito' }, HOST).property).toBe('cognito');
    }
  });
});
