import {
  type CognitoVerifier,
  ConfigError,
  combineVerifiers,
  createCognitoVerifier,
  TokenRejectedError,
} from 'cognito-guard';
import { createTestUserPool, type TestUserPool } from 'cognito-guard/testing';
import { LRUCache } from 'lru-cache';
import { beforeAll, describe, expect, it, vi } from 'vitest';

let [userPool, adminPool]: TestUserPool[] = [];
beforeAll(async () => {
  userPool = await createTestUserPool({ userPoolId: 'eu-west-1_Users' });
  adminPool = await createTestUserPool({ userPoolId: 'us-east-1_Admins' });
});

function withVerifier(pool: TestUserPool | undefined, tokenUse: 'access' | 'id') {
  if (pool === undefined) throw new Error('The pools are made before all tests');
  const asked: string[] = [];
  let up = true;
  const verifier = createCognitoVerifier({
    ...pool.verifierOptions,
    fetch: async (input) => {
      asked.push(String(input));
      return up ? pool.verifierOptions.fetch(input) : new Response(null, { status: 500 });
    },
    tokenUse,
  });
  const goDown = () => {
    up = false;
  };
  return { pool, verifier, asked, goDown };
}

const two = () => [withVerifier(userPool, 'access'), withVerifier(adminPool, 'id')] as const;

const A_POOLS = createCognitoVerifier({ userPoolId: 'eu-west-1_Users', clientId: 'app', tokenUse: 'id' });

describe('combined verifiers', () => {
  it('judge a token like the one whose issuer it names, by that policy alone', async () => {
    const [users, admins] = two();
    const { verify } = combineVerifiers(users.verifier, admins.verifier);
    expect(await verify(await users.pool.accessToken())).toMatchObject({ token_valid: true, token_use: 'access' });
    expect(await verify(await admins.pool.idToken())).toMatchObject({ token_valid: true, token_use: 'id' });
    expect(await verify(await users.pool.idToken())).toMatchObject({ reason: 'token_use_mismatch' });
    expect(await verify(await admins.pool.accessToken())).toMatchObject({ reason: 'token_use_mismatch' });
    expect([users.asked.length, admins.asked.length]).toEqual([1, 1]);
  });

  it('find the pool of an UPDATED issuer', async () => {
    const [users, admins] = two();
    const iss = admins.pool.issuer.replace('https://', 'https://issuer-');
    const { verify } = combineVerifiers(users.verifier, admins.verifier);
    expect(await verify(await admins.pool.idToken({ iss }))).toMatchObject({ token_valid: true });
  });

  it("never accept one pool's signature for another's issuer", async () => {
    const [users, admins] = two();
    const { verify } = combineVerifiers(users.verifier, admins.verifier);
    const [userKid] = users.pool.jwks.keys.map(({ kid }) => kid);
    expect(await verify(await users.pool.idToken({ iss: admins.pool.issuer }))).toMatchObject({
      reason: 'key_unknown',
    });
    expect(
      await verify(await admins.pool.idToken({ iss: users.pool.issuer, token_use: 'access' }, { kid: userKid })),
    ).toMatchObject({ reason: 'signature_invalid' });
  });

  it('refuse a foreign issuer, and ask nobody for keys', async () => {
    const [users, admins] = two();
    const foreign = await createTestUserPool({ userPoolId: 'eu-west-1_Foreign' });
    const { verify } = combineVerifiers(users.verifier, admins.verifier);
    expect(await verify(await foreign.accessToken())).toMatchObject({ reason: 'issuer_unknown' });
    expect([...users.asked, ...admins.asked]).toEqual([]);
  });

  it.each([
    [undefined, 'token_missing'],
    [null, 'token_missing'],
    ['', 'token_missing'],
    ['x', 'token_malformed'],
    [7, 'token_malformed'],
  ])('refuse %s', async (token, reason) => {
    const [users, admins] = two();
    expect(await combineVerifiers(users.verifier, admins.verifier).verify(token as never)).toMatchObject({ reason });
  });

  it('name a refresh token', async () => {
    const [users, admins] = two();
    const { verify } = combineVerifiers(users.verifier, admins.verifier);
    expect(await verify(await users.pool.refreshToken())).toMatchObject({ reason: 'refresh_token' });
  });

  it('throw where asked to', async () => {
    const [users, admins] = two();
    const { verifyOrThrow } = combineVerifiers(users.verifier, admins.verifier);
    await expect(verifyOrThrow('x')).rejects.toThrow(TokenRejectedError);
    expect(await verifyOrThrow(await users.pool.accessToken())).toMatchObject({ token_valid: true });
  });

  it('are as healthy as the worst of them', async () => {
    const [users, admins] = two();
    for (const order of [
      [users, admins],
      [admins, users],
    ] as const) {
      const { health } = combineVerifiers(order[0].verifier, order[1].verifier);
      expect(health()).toEqual({ status: 'unavailable' });
    }
    await users.verifier.ready();
    expect(combineVerifiers(users.verifier, admins.verifier).health()).toMatchObject({ status: 'unavailable' });
    expect(combineVerifiers(admins.verifier, users.verifier).health()).toMatchObject({ status: 'unavailable' });
    expect(await combineVerifiers(users.verifier, admins.verifier).ready()).toMatchObject({ status: 'fresh' });
  });

  it.each([
    ['fresh', 'fresh', 0],
    ['fresh', 'stale', 1],
    ['stale', 'fresh', 0],
    ['stale', 'unavailable', 1],
    ['unavailable', 'stale', 0],
    ['unavailable', 'unavailable', 0],
  ] as const)('of which one is %s and the other %s are as healthy as number %i', (one, other, worst) => {
    const healths = [
      { status: one, ageSeconds: 1 },
      { status: other, ageSeconds: 2 },
    ];
    const doubles = healths.map((health, at) => ({ ...two()[at]?.verifier, health: () => health }));
    expect(combineVerifiers(...(doubles as CognitoVerifier[])).health()).toEqual(healths[worst]);
  });

  it('load the keys of all, and tell an outage of one as a value', async () => {
    const [users, admins] = two();
    admins.goDown();
    expect(await combineVerifiers(users.verifier, admins.verifier).ready()).toMatchObject({
      status: 'unavailable',
      lastError: expect.stringContaining('The key endpoint answered 500, not 200'),
    });
    expect(users.verifier.health()).toMatchObject({ status: 'fresh' });
  });

  it('may be one alone', async () => {
    const [users] = two();
    expect(await combineVerifiers(users.verifier).verify(await users.pool.accessToken())).toMatchObject({
      token_valid: true,
    });
  });

  it('are refused where there is none', () => {
    expect(() => combineVerifiers()).toThrow(ConfigError);
    expect(() => combineVerifiers()).toThrow('needs at least one verifier');
  });

  it.each([
    ['an array in place of arguments', [[]]],
    ['a combined one', [{ verify: async () => undefined }]],
    ['no verifier', [{}]],
    ['undefined, as from a configuration that lacks it,', [A_POOLS, undefined]],
    ['a thing without verify', [{ issuer: 'https://a' }]],
    ['a second thing without verify', [A_POOLS, {}]],
  ])('are refused where one is %s', (_, verifiers) => {
    expect(() => combineVerifiers(...(verifiers as never[]))).toThrow(ConfigError);
    expect(() => combineVerifiers(...(verifiers as never[]))).toThrow('each as an argument of its own');
  });

  it('judge a seen token again, by the same pool', async () => {
    const [users, staff] = two();
    const combined = combineVerifiers(users.verifier, staff.verifier);
    const token = await staff.pool.accessToken();
    const verify = vi.spyOn(staff.verifier, 'verify');
    for (let time = 0; time < 3; time += 1) await combined.verify(token);
    expect(verify).toHaveBeenCalledTimes(3);
    expect(await combined.verify(`x${token}`)).toMatchObject({ token_valid: false });
    expect(await combined.verify(undefined)).toMatchObject({ reason: 'token_missing' });
  });

  it('are refused where two are of one pool, in whatever form', async () => {
    const { pool, verifier } = withVerifier(userPool, 'access');
    const updated = createCognitoVerifier({
      ...pool.verifierOptions,
      emulator: { issuer: pool.issuer.replace('https://', 'https://issuer-') },
      tokenUse: 'id',
    });
    for (const other of [verifier, updated]) {
      expect(() => combineVerifiers(verifier, other)).toThrow(ConfigError);
      expect(() => combineVerifiers(verifier, other)).toThrow('two verifiers of one pool');
    }
  });

  it('spend nothing on a token that is too long for every verifier', async () => {
    const [users, admins] = two();
    const { verify } = combineVerifiers(users.verifier, admins.verifier);
    const token = await users.pool.accessToken({ padding: 'x'.repeat(70_000) });
    expect(token.length).toBeGreaterThan(65_536);
    const decodings = [vi.spyOn(Buffer, 'from'), vi.spyOn(globalThis, 'atob'), vi.spyOn(JSON, 'parse')];
    const result = await verify(token);
    const counts = decodings.map(({ mock }) => mock.calls.length);
    vi.restoreAllMocks();
    expect(result).toMatchObject({ reason: 'token_too_large' });
    expect(counts).toEqual([0, 0, 0]);
  });

  it('keep nothing of a token whose own verifier may keep nothing, whatever the others may', async () => {
    const [users, admins] = two();
    const withoutCache = (pool: TestUserPool) =>
      createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', tokenCache: false });
    const kept = vi.spyOn(LRUCache.prototype, 'set');
    const token = await users.pool.accessToken();
    const forgetful = combineVerifiers(withoutCache(users.pool), withoutCache(admins.pool));
    for (let time = 0; time < 2; time += 1) expect(await forgetful.verify(token)).toMatchObject({ token_valid: true });
    expect(kept).not.toHaveBeenCalled();
    const mixed = combineVerifiers(withoutCache(users.pool), admins.verifier);
    expect(await mixed.verify(token)).toMatchObject({ token_valid: true });
    expect(kept).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});
