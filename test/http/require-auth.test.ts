import { createCognitoVerifier, type VerifierLike, type VerifyResult } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { createAuthenticate, type Host } from '../../src/http/authenticate-request.ts';
import type { RequestLike } from '../../src/http/bearer-token.ts';
import { createRequireAuth } from '../../src/http/require-auth.ts';

/** Accepts every token while it is told so, and remembers what it was asked. */
function switchableVerifier() {
  const asked: unknown[] = [];
  const state = { accepts: true };
  const verify = async (token: unknown) => {
    asked.push(token);
    const good = { token_valid: true, token_use: 'access', claims: { sub: String(token), scope: 'read' }, token };
    return (state.accepts ? good : { token_valid: false, reason: 'token_expired', message: '' }) as VerifyResult;
  };
  return { asked, state, verifier: { verify } as VerifierLike };
}

const HOST: Host<RequestLike> = {
  toRequestLike: (request) => request,
  optionNames: ['getToken', 'property'],
  usage: 'This is how it is used.',
};
const requestWith = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe('nothing is remembered of a request', () => {
  it('not its token: each verb reads the one that is there now', async () => {
    const { asked, verifier } = switchableVerifier();
    const { verifyRequest } = createAuthenticate(verifier, {}, HOST);
    const { admit } = createRequireAuth(verifier, {}, HOST);
    const request = requestWith('a');
    await verifyRequest(request);
    request.headers.authorization = 'Bearer b';
    expect(await admit(request)).toMatchObject({ auth: { token: 'b' }, refusal: undefined });
    request.headers.authorization = '';
    expect(await admit(request)).toMatchObject({ auth: { reason: 'token_missing' }, refusal: { status: 401 } });
    expect(asked).toEqual(['a', 'b']);
  });

  it('not its verdict: each verb asks the verifier', async () => {
    const { state, verifier } = switchableVerifier();
    const { admit } = createRequireAuth(verifier, {}, HOST);
    const request = requestWith('a');
    expect(await admit(request)).toMatchObject({ refusal: undefined });
    state.accepts = false;
    expect(await admit(request)).toMatchObject({ auth: { reason: 'token_expired' }, refusal: { status: 401 } });
  });

  it('not how its token was read: a cookie does not open what asks for the header', async () => {
    const { verifier } = switchableVerifier();
    const request: RequestLike = { headers: {} };
    await createAuthenticate(verifier, { getToken: () => 'cookie' }, HOST).verifyRequest(request);
    expect(await createRequireAuth(verifier, {}, HOST).admit(request)).toMatchObject({
      auth: { reason: 'token_missing' },
    });
  });

  it('and nothing is read from it that looks like a result', async () => {
    const { verifier } = switchableVerifier();
    const forged = { headers: {}, auth: { token_valid: true, claims: { sub: 'mallory' } } };
    expect(await createRequireAuth(verifier, {}, HOST).admit(forged)).toMatchObject({
      auth: { reason: 'token_missing' },
    });
  });
});

describe('an admission', () => {
  it('of a good token is that token, and no refusal', async () => {
    const { verifier } = switchableVerifier();
    const admission = await createRequireAuth(verifier, { scopes: ['read'] }, HOST).admit(requestWith('a'));
    expect(admission).toMatchObject({ auth: { token_valid: true, token: 'a' }, refusal: undefined });
  });

  it.each<readonly [string, object]>([
    ['scope_missing', { scopes: ['delete'] }],
    ['group_missing', { groups: ['admins'] }],
    ['permission_missing', { check: async () => false }],
  ])('of a good token that the guard does not accept is %s, claims and answer with it', async (reason, guard) => {
    const { verifier } = switchableVerifier();
    expect(await createRequireAuth(verifier, guard, HOST).admit(requestWith('a'))).toMatchObject({
      auth: { token_valid: false, reason, claims: { sub: 'a' } },
      refusal: { status: 403, body: { reason } },
    });
  });

  it('asks the guard for each request, though the token was judged before', async () => {
    const { verifier } = switchableVerifier();
    const statusUnder = async (scope: string) =>
      (await createRequireAuth(verifier, { scopes: [scope] }, HOST).admit(requestWith('a'))).refusal?.status;
    expect([await statusUnder('read'), await statusUnder('delete'), await statusUnder('read')]).toEqual([
      undefined,
      403,
      undefined,
    ]);
  });

  it.each([undefined, 'route'])('rejects with an Error where the check throws %s', async (thrown) => {
    const { verifier } = switchableVerifier();
    const { admit } = createRequireAuth(verifier, { check: () => Promise.reject(thrown) }, HOST);
    const failure = await admit(requestWith('a')).catch((error) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure.cause).toBe(thrown);
  });

  it('cannot be turned from a refusal into an acceptance on its way', async () => {
    const verifier = createCognitoVerifier({ userPoolId: 'eu-west-1_AbCdEf123', clientId: 'any', tokenUse: 'access' });
    const { auth } = await createRequireAuth(verifier, {}, HOST).admit(requestWith('a.b.c'));
    expect(() => Object.assign(auth, { token_valid: true })).toThrow(TypeError);
  });
});
