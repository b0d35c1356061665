import {
  combineVerifiers,
  createCognitoVerifier,
  type Guard,
  type VerifierLike,
  type VerifyResult,
} from 'cognito-guard';
import { createRevocationList } from 'cognito-guard/revocation';
import { createTestUserPool } from 'cognito-guard/testing';
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

  it.each<readonly [string, object, number]>([
    ['scope_missing', { scopes: ['delete'] }, 403],
    ['group_missing', { groups: ['admins'] }, 403],
    ['permission_missing', { check: async () => false }, 403],
    ['step_up_required', { acr: ['urn:cognito:loa:3'] }, 401],
  ])(
    'of a good token that the guard does not accept is %s, claims and answer with it',
    async (reason, guard, status) => {
      const { verifier } = switchableVerifier();
      expect(await createRequireAuth(verifier, guard, HOST).admit(requestWith('a'))).toMatchObject({
        auth: { token_valid: false, reason, claims: { sub: 'a' } },
        refusal: { status, body: { reason } },
      });
    },
  );

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

describe('the clock by which a sign-in is judged', () => {
  const NOW = Date.UTC(2030, 0, 1);
  const recently: Guard = { maxAuthAgeSeconds: 60 };
  const reasonFor = async (verifier: VerifierLike, token: string) => {
    const { auth } = await createRequireAuth(verifier, recently, HOST).admit(requestWith(token));
    return auth.token_valid ? 'admitted' : auth.reason;
  };

  it("is the verifier's own, at the moment of the request, for remembered tokens too", async () => {
    const clock = { ms: NOW };
    const pool = await createTestUserPool({ now: () => NOW });
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', now: () => clock.ms });
    const token = await pool.accessToken({ auth_time: NOW / 1000 });
    expect(await reasonFor(verifier, token)).toBe('admitted');
    clock.ms += 60_000;
    expect(await reasonFor(verifier, token)).toBe('admitted');
    clock.ms += 1;
    expect(await reasonFor(verifier, token)).toBe('step_up_required');
    clock.ms = Number.NaN;
    expect(await reasonFor({ ...verifier, verify: async () => verifiedBy(token) }, token)).toBe('step_up_required');
  });

  const verifiedBy = (token: string) =>
    ({ token_valid: true, token_use: 'access', claims: { auth_time: NOW / 1000 }, token }) as VerifyResult as never;

  it('is, among verifiers that are combined, that of the pool which issued the token', async () => {
    const pools = await Promise.all(
      ['eu-west-1_AbCdEf123', 'eu-west-1_AbCdEf124'].map((userPoolId) =>
        createTestUserPool({ userPoolId, now: () => NOW }),
      ),
    );
    const tolerances = [0, 30];
    const verifiers = pools.map((pool, at) =>
      createCognitoVerifier({
        ...pool.verifierOptions,
        tokenUse: 'access',
        now: () => NOW,
        clockToleranceSeconds: tolerances[at] ?? 0,
      }),
    );
    const combined = combineVerifiers(...verifiers);
    const tokens = await Promise.all(pools.map((pool) => pool.accessToken({ auth_time: NOW / 1000 - 90 })));
    const reasons = await Promise.all(tokens.map((token) => reasonFor(combined, token)));
    expect(reasons).toEqual(['step_up_required', 'admitted']);
  });

  it("is the platform's, without tolerance, where the verifier tells none: a wrapper or a test double", async () => {
    const answer = (secondsAgo: number) => async () =>
      ({
        token_valid: true,
        token_use: 'access',
        claims: { auth_time: Date.now() / 1000 - secondsAgo },
        token: 'x',
      }) as VerifyResult as never;
    expect(await reasonFor({ verify: answer(0) }, 'x')).toBe('admitted');
    expect(await reasonFor({ verify: answer(59) }, 'x')).toBe('admitted');
    expect(await reasonFor({ verify: answer(61) }, 'x')).toBe('step_up_required');
    expect(await reasonFor({ verify: answer(-3600) }, 'x')).toBe('step_up_required');
  });
});

describe('a token that ceases to be good while a check of the guard is waited for', () => {
  const NOW = Date.UTC(2030, 0, 1);

  /** A pool, and a verifier with a list, by a clock that the test moves. */
  async function world() {
    const clock = { ms: NOW };
    const now = () => clock.ms;
    const pool = await createTestUserPool({ now });
    const { isRevoked, revoke } = createRevocationList({ now });
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', now, isRevoked });
    return { clock, pool, revoke, verifier };
  }
  type World = Awaited<ReturnType<typeof world>>;

  it.each<readonly [string, (world: World) => unknown]>([
    ['token_expired', ({ clock }) => Object.assign(clock, { ms: NOW + 25 * 3_600_000 })],
    ['token_revoked', ({ revoke }) => revoke({ user: 'jane' })],
    [
      'key_unknown',
      async ({ pool, verifier }) => {
        await pool.rotateKeys();
        await verifier.verify(await pool.accessToken());
      },
    ],
  ])('is refused as %s, whatever the check says', async (reason, end) => {
    for (const passes of [true, false]) {
      const given = await world();
      const check = async () => {
        await end(given);
        return passes;
      };
      const { admit } = createRequireAuth(given.verifier, { check }, HOST);
      expect(await admit(requestWith(await given.pool.accessToken({ sub: 'jane' })))).toMatchObject({
        auth: { token_valid: false, reason },
        refusal: { status: 401 },
      });
    }
  });

  it('is asked for once more after a wait, and not where the check answers at once', async () => {
    const { asked, verifier } = switchableVerifier();
    for (const check of [() => true, async () => true]) {
      expect(await createRequireAuth(verifier, { check }, HOST).admit(requestWith('a'))).toMatchObject({
        refusal: undefined,
      });
    }
    expect(asked).toEqual(['a', 'a', 'a']);
  });

  it('opens nothing where a test double of the verifier has no second answer', async () => {
    const answers: unknown[] = [{ token_valid: true, token_use: 'access', claims: {}, token: 'a' }];
    const verifier = { verify: async () => answers.shift() } as VerifierLike;
    const admission = createRequireAuth(verifier, { check: async () => true }, HOST).admit(requestWith('a'));
    await expect(admission).rejects.toThrow('The verifier must resolve to a VerifyResult');
  });
});
