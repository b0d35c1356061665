import {
  authenticateRequest,
  ConfigError,
  createCognitoVerifier,
  type VerifierLike,
  type VerifyResult,
} from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { createAuthenticate, createRequireAuth } from '../../src/http/authenticate-request.ts';
import type { RequestLike } from '../../src/http/bearer-token.ts';

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

const itself = (request: RequestLike) => request;
const requestWith = (token: string): RequestLike => ({ headers: { authorization: `Bearer ${token}` } });

describe('authenticate', () => {
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

  it('says where the middleware is to who takes it for one', async () => {
    const { verifier } = acceptingVerifier();
    await expect(authenticateRequest(verifier, undefined as never)).rejects.toThrow(
      'needs a request; middleware is in',
    );
  });

  it('rejects with ConfigError for a wrong option, and does not throw', async () => {
    const { verifier } = acceptingVerifier();
    const answer = authenticateRequest(verifier, requestWith('a'), { realm: 'x' } as object);
    await expect(answer).rejects.toThrow(ConfigError);
  });

  it('lets getToken alone decide', async () => {
    const { asked, verifier } = acceptingVerifier();
    await authenticateRequest(verifier, requestWith('header'), { getToken: async () => 'cookie' });
    await authenticateRequest(verifier, requestWith('header'), { getToken: () => undefined });
    expect(asked).toEqual(['cookie', undefined]);
  });

  it('rejects with what getToken throws', async () => {
    const { verifier } = acceptingVerifier();
    const outage = new Error('The session store is down');
    const getToken = () => {
      throw outage;
    };
    await expect(authenticateRequest(verifier, requestWith('a'), { getToken })).rejects.toBe(outage);
  });

  it.each<readonly [string, unknown, unknown, RegExp]>([
    ['no verifier', undefined, {}, /A verifier is needed/],
    ['options in place of the verifier', { userPoolId: 'x' }, {}, /A verifier is needed/],
    ['an unknown option', acceptingVerifier().verifier, { realm: 'x' }, /unknown member 'realm'/],
    ['an undefined getToken', acceptingVerifier().verifier, { getToken: undefined }, /options.getToken is undefined/],
    ['a getToken that is text', acceptingVerifier().verifier, { getToken: 'cookie' }, /getToken must be a function/],
    ['options that are null', acceptingVerifier().verifier, null, /options must be an object/],
  ])('throws ConfigError for %s, before any request', (_, verifier, options, message) => {
    for (const create of [createAuthenticate, createRequireAuth]) {
      const make = () => create(verifier as VerifierLike, options as never, itself);
      expect(make).toThrow(ConfigError);
      expect(make).toThrow(message);
    }
  });
});

describe('one verification per request and verifier', () => {
  it('serves authenticate and requireAuth, also at the same time', async () => {
    const { asked, verifier } = acceptingVerifier();
    const open = createAuthenticate(verifier, {}, itself);
    const closed = createRequireAuth(verifier, { scopes: ['read'] }, itself);
    const request = requestWith('a');
    const [first, decision, second] = await Promise.all([open(request), closed(request), open(request)]);
    expect(asked).toEqual(['a']);
    expect(second).toBe(first);
    expect(decision).toEqual({ auth: first, refusal: undefined });
  });

  it('is made anew for another request, be it equal', async () => {
    const { asked, verifier } = acceptingVerifier();
    const open = createAuthenticate(verifier, {}, itself);
    await open(requestWith('a'));
    await open(requestWith('a'));
    expect(asked).toEqual(['a', 'a']);
  });

  it('is made anew by another verifier', async () => {
    const [first, second] = [acceptingVerifier(), acceptingVerifier()];
    const request = requestWith('a');
    await createAuthenticate(first.verifier, {}, itself)(request);
    await createAuthenticate(second.verifier, {}, itself)(request);
    expect([first.asked, second.asked]).toEqual([['a'], ['a']]);
  });

  it('is made anew where the token is read in another way: a cookie must not open what asks for the header', async () => {
    const { asked, verifier } = acceptingVerifier();
    const getToken = () => 'cookie';
    const request: RequestLike = { headers: {} };
    await createAuthenticate(verifier, { getToken }, itself)(request);
    expect(await createRequireAuth(verifier, {}, itself)(request)).toMatchObject({ auth: { reason: 'token_missing' } });
    expect(await createRequireAuth(verifier, { getToken }, itself)(request)).toMatchObject({ refusal: undefined });
    expect(asked).toEqual(['cookie']);
  });

  it('does not outlive its moment in the form for other hosts', async () => {
    const { asked, verifier } = acceptingVerifier();
    const request = requestWith('a');
    await authenticateRequest(verifier, request);
    await authenticateRequest(verifier, request);
    expect(asked).toEqual(['a', 'a']);
  });

  it('cannot be turned from a refusal into an acceptance on its way', async () => {
    const verifier = createCognitoVerifier({ userPoolId: 'eu-west-1_AbCdEf123', clientId: 'any', tokenUse: 'access' });
    const request = requestWith('a.b.c');
    const refused = await createAuthenticate(verifier, {}, itself)(request);
    expect(() => Object.assign(refused, { token_valid: true })).toThrow(TypeError);
    expect(await createRequireAuth(verifier, {}, itself)(request)).toMatchObject({ auth: { token_valid: false } });
  });

  it('is not read from the request, whatever stands there', async () => {
    const { verifier } = acceptingVerifier();
    const forged = { headers: {}, auth: { token_valid: true, claims: { sub: 'mallory' } } };
    expect(await createRequireAuth(verifier, {}, itself)(forged)).toMatchObject({ auth: { reason: 'token_missing' } });
  });
});

describe('requireAuth', () => {
  it('refuses a good token that its guard does not accept, with the reason as auth', async () => {
    const { verifier } = acceptingVerifier();
    const decision = await createRequireAuth(verifier, { scopes: ['delete'] }, itself)(requestWith('a'));
    expect(decision).toMatchObject({
      auth: { token_valid: false, reason: 'scope_missing', claims: { sub: 'a' } },
      refusal: { status: 403, body: { reason: 'scope_missing' } },
    });
  });

  it('runs its guard for each request, though the token was judged before', async () => {
    const { verifier } = acceptingVerifier();
    const request = requestWith('a');
    const statusUnder = async (scope: string) =>
      (await createRequireAuth(verifier, { scopes: [scope] }, itself)(request)).refusal?.status;
    expect([await statusUnder('read'), await statusUnder('delete'), await statusUnder('read')]).toEqual([
      undefined,
      403,
      undefined,
    ]);
  });
});
