import { ConfigError, createCognitoVerifier } from 'cognito-guard';
import { createTestUserPool, type TestUserPool } from 'cognito-guard/testing';
import { compactVerify, importJWK } from 'jose';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { NOW, NOW_SECONDS, now } from '../support/bad-tokens.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const decoded = (token: string) =>
  token
    .split('.')
    .slice(0, 2)
    .map((segment) => JSON.parse(Buffer.from(segment, 'base64url').toString())) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];

let pool: TestUserPool;
beforeAll(async () => {
  pool = await createTestUserPool({ now });
});

const uuid = expect.stringMatching(UUID);
const common = {
  iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1',
  exp: NOW_SECONDS + 3_600,
  iat: NOW_SECONDS,
  jti: uuid,
};

describe('a token of the kit has the shape of Cognito: ', () => {
  it('an access token', async () => {
    const [header, claims] = decoded(await pool.accessToken());
    expect(header).toEqual({ kid: pool.jwks.keys[1]?.kid, alg: 'RS256' });
    expect(claims).toEqual({
      ...common,
      sub: uuid,
      client_id: pool.clientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      username: claims.sub,
      origin_jti: uuid,
      event_id: uuid,
      auth_time: NOW_SECONDS,
    });
  });

  it('an ID token', async () => {
    const [header, claims] = decoded(await pool.idToken());
    expect(header).toEqual({ kid: pool.jwks.keys[0]?.kid, alg: 'RS256' });
    expect(claims).toEqual({
      ...common,
      sub: uuid,
      aud: pool.clientId,
      token_use: 'id',
      'cognito:username': claims.sub,
      email: 'jane@example.com',
      email_verified: true,
      origin_jti: uuid,
      event_id: uuid,
      auth_time: NOW_SECONDS,
    });
  });

  it('a machine token', async () => {
    const [header, claims] = decoded(await pool.machineToken());
    expect(header).toEqual({ kid: pool.jwks.keys[1]?.kid, alg: 'RS256' });
    expect(claims).toEqual({
      ...common,
      sub: pool.clientId,
      client_id: pool.clientId,
      token_use: 'access',
      scope: 'api.example.com/read',
      version: 2,
    });
  });

  it('a refresh token, which no two calls share', async () => {
    const [first, second] = [await pool.refreshToken(), await pool.refreshToken()];
    expect(first.split('.')).toHaveLength(5);
    expect(first.startsWith('eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.')).toBe(true);
    expect(second).not.toBe(first);
  });

  it('escaped slashes, as Cognito writes them', async () => {
    const [, payload = ''] = (await pool.accessToken()).split('.');
    expect(Buffer.from(payload, 'base64url').toString()).toContain('"iss":"https:\\/\\/cognito-idp.us-east-1');
  });

  it('one user and one sign-in over its tokens, and a jti for each', async () => {
    const [, access] = decoded(await pool.accessToken());
    const [, id] = decoded(await pool.idToken());
    expect([id.sub, id.origin_jti]).toEqual([access.sub, access.origin_jti]);
    expect(id.jti).not.toBe(access.jti);
  });

  it('a signature that another library confirms', async () => {
    const [idKey, accessKey] = pool.jwks.keys;
    for (const [jwk, token] of [
      [idKey, await pool.idToken()],
      [accessKey, await pool.accessToken()],
    ] as const) {
      expect((await compactVerify(token, await importJWK({ ...jwk }, 'RS256'))).protectedHeader.alg).toBe('RS256');
    }
  });
});

describe('overrides', () => {
  it('set any claim and any header parameter', async () => {
    const [header, claims] = decoded(await pool.accessToken({ 'custom:x': [1], scope: 'a' }, { typ: 'JWT', kid: 'k' }));
    expect(claims).toMatchObject({ 'custom:x': [1], scope: 'a' });
    expect(header).toEqual({ kid: 'k', alg: 'RS256', typ: 'JWT' });
  });

  it('remove what is undefined', async () => {
    const [header, claims] = decoded(await pool.idToken({ email: undefined }, { kid: undefined }));
    expect(claims).not.toHaveProperty('email');
    expect(header).toEqual({ alg: 'RS256' });
  });

  it('can forge: the signature is right, the header lies', async () => {
    expect(decoded(await pool.accessToken({}, { alg: 'none' }))[0].alg).toBe('none');
  });
});

describe('the key set', () => {
  it('has two keys with the members that Cognito publishes', () => {
    expect(pool.jwks.keys).toHaveLength(2);
    for (const key of pool.jwks.keys) {
      expect(key).toEqual({
        alg: 'RS256',
        e: 'AQAB',
        kid: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        kty: 'RSA',
        n: expect.stringMatching(/^[\w-]{342}$/),
        use: 'sig',
      });
    }
    expect(pool.jwks.keys[0]?.kid).not.toBe(pool.jwks.keys[1]?.kid);
  });

  it('is new after rotateKeys, and a verifier sees it', async () => {
    let time = NOW;
    const own = await createTestUserPool({ now: () => time });
    const verifier = createCognitoVerifier({ ...own.verifierOptions, tokenUse: 'access' });
    const before = own.jwks.keys.map(({ kid }) => kid);
    const old = await own.accessToken();
    expect(await verifier.verify(old)).toMatchObject({ token_valid: true });
    await own.rotateKeys();
    expect(own.jwks.keys.filter(({ kid }) => before.includes(kid))).toEqual([]);
    time += 10_000;
    expect(await verifier.verify(await own.accessToken())).toMatchObject({ token_valid: true });
    expect(await verifier.verify(old)).toMatchObject({ reason: 'key_unknown' });
  });
});

describe('verifierOptions', () => {
  it('are all that a verifier needs beside tokenUse', async () => {
    const { verifierOptions, ...rest } = await createTestUserPool();
    expect(Object.keys(verifierOptions)).toEqual(['userPoolId', 'clientId', 'fetch']);
    expect(verifierOptions).toMatchObject({
      userPoolId: 'us-east-1_TestPool1',
      clientId: '1example23456789abcdefghij',
    });
    expect(rest.issuer).toBe(common.iss);
  });

  it('have the clock and the issuer that the pool was given', async () => {
    const issuer = 'http://localhost:9229/local_1';
    const own = await createTestUserPool({ userPoolId: 'local_1', clientId: 'c', issuer, now });
    expect(own.verifierOptions).toMatchObject({ userPoolId: 'local_1', clientId: 'c', emulator: { issuer }, now });
    const verifier = createCognitoVerifier({ ...own.verifierOptions, tokenUse: 'access' });
    expect(await verifier.verify(await own.accessToken())).toMatchObject({
      token_valid: true,
      claims: { iss: issuer },
    });
  });

  it.each([
    ['text', (url: string) => url],
    ['a URL', (url: string) => new URL(url)],
    ['a Request', (url: string) => new Request(url)],
  ])('have a fetch that takes %s, serves the set, and answers 403 elsewhere', async (_, input) => {
    const { fetch } = pool.verifierOptions;
    expect(await (await fetch(input(`${pool.issuer}/.well-known/jwks.json`))).json()).toEqual(pool.jwks);
    expect(
      (
        await fetch(
          input('https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1/.well-known/jwks.json'),
        )
      ).status,
    ).toBe(403);
  });
});

describe('a pool', () => {
  it('may be any, with its issuer in the ORIGINAL form', async () => {
    const own = await createTestUserPool({ userPoolId: 'eu-west-1_Other', clientId: 'c' });
    expect(own.issuer).toBe('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other');
    expect(decoded(await own.machineToken())[1]).toMatchObject({ sub: 'c', iss: own.issuer });
  });

  it('issues by the real clock, if it is given none', async () => {
    const [, claims] = decoded(await (await createTestUserPool()).accessToken());
    expect(Math.abs(Number(claims.iat) - Date.now() / 1000)).toBeLessThan(60);
  });

  it.each(['userPoolId', 'clientId', 'issuer', 'now'])('does not take null for a missing %s', async (name) => {
    await expect(createTestUserPool({ [name]: null })).rejects.toThrow(ConfigError);
  });

  it('refuses an option that it does not know', async () => {
    const made = createTestUserPool({ userPoolID: 'x' } as never);
    await expect(made).rejects.toThrow(ConfigError);
    await expect(made).rejects.toThrow(
      "options has an unknown member 'userPoolID'; known are: userPoolId, clientId, issuer, now",
    );
  });
});

describe('keys', () => {
  const moduliOf = ({ jwks }: TestUserPool) => jwks.keys.map(({ n }) => n);
  const kidsOf = ({ jwks }: TestUserPool) => jwks.keys.map(({ kid }) => kid);

  it('are all different, and are made of a few primes: 25 pools at once search for no more than those of eleven keys', async () => {
    const generate = vi.spyOn(crypto.subtle, 'generateKey');
    const pools = await Promise.all(Array.from({ length: 25 }, () => createTestUserPool()));
    const searches = generate.mock.calls.length;
    generate.mockRestore();
    expect(searches).toBeLessThanOrEqual(11);
    expect(new Set(pools.flatMap(moduliOf)).size).toBe(50);
    expect(new Set(pools.flatMap(kidsOf)).size).toBe(50);
    // 2048 bits each, as Cognito's are.
    for (const n of pools.flatMap(moduliOf)) expect(Buffer.from(n, 'base64url')).toHaveLength(256);
  });

  it.each([1, 2, 3, 4, 5, 6])('are other ones after each of %i rotations, under other kids', async (rotations) => {
    const own = await createTestUserPool();
    for (let turn = 0; turn < rotations; turn += 1) {
      // Whatever other pools take meanwhile.
      for (let neighbour = 0; neighbour < turn; neighbour += 1) await createTestUserPool();
      const [moduli, kids] = [moduliOf(own), kidsOf(own)];
      await own.rotateKeys();
      expect(moduliOf(own).filter((n) => moduli.includes(n))).toEqual([]);
      expect(kidsOf(own).filter((kid) => kids.includes(kid))).toEqual([]);
    }
  });

  it('of another pool verify nothing, even under the same kid', async () => {
    const [own, other] = [await createTestUserPool(), await createTestUserPool()];
    const verifier = createCognitoVerifier({ ...own.verifierOptions, tokenUse: 'access' });
    const forged = await other.accessToken({}, { kid: own.jwks.keys[1]?.kid });
    expect(await verifier.verify(forged)).toMatchObject({ reason: 'signature_invalid' });
  });
});
