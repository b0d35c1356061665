import { createCognitoVerifier } from 'cognito-guard';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalPool } from '../src/create-local-pool.ts';
import { callPool, claimsOf, newUser, type PoolAnswer, tokensOf } from './call-pool.ts';

const pool = await createLocalPool();
afterAll(() => pool.close());

const REFRESHES: [string, (token: string) => Promise<PoolAnswer>][] = [
  ['GetTokensFromRefreshToken', (RefreshToken) => callPool(pool, 'GetTokensFromRefreshToken', { RefreshToken })],
  [
    'REFRESH_TOKEN_AUTH',
    (REFRESH_TOKEN) =>
      callPool(pool, 'InitiateAuth', { AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } }),
  ],
];
const getUser = (AccessToken: string) => callPool(pool, 'GetUser', { AccessToken });

describe.each(REFRESHES)('%s', (_, refresh) => {
  it('gives new tokens of the same sign-in, with the groups of today and the old auth_time', async () => {
    const { email } = newUser(pool);
    const old = await tokensOf(pool, email);
    pool.advanceClock(3_601);
    pool.addToGroup(email, 'moderators');
    const { body } = await refresh(old.RefreshToken);
    const renewed = body.AuthenticationResult.AccessToken;

    const { auth_time, origin_jti, jti } = claimsOf(old.AccessToken);
    expect(claimsOf(renewed)).toMatchObject({ auth_time, origin_jti, 'cognito:groups': ['moderators'] });
    expect(claimsOf(renewed).jti).not.toBe(jti);
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
    expect(await verifier.verify(old.AccessToken)).toMatchObject({ reason: 'token_expired' });
    expect(await verifier.verify(renewed)).toMatchObject({ token_valid: true });
  });

  it('refuses a token that is unknown, expired, revoked or of a disabled user', async () => {
    expect(await refresh('nonsense')).toMatchObject({ body: { message: 'Invalid Refresh Token' } });

    const revoked = await tokensOf(pool, newUser(pool).email);
    await callPool(pool, 'RevokeToken', { Token: revoked.RefreshToken });
    expect(await refresh(revoked.RefreshToken)).toMatchObject({ error: 'NotAuthorizedException' });

    const user = newUser(pool);
    const disabled = await tokensOf(pool, user.email);
    pool.disableUser(user.email);
    expect((await refresh(disabled.RefreshToken)).error).toBe('NotAuthorizedException');

    const expired = await tokensOf(pool, newUser(pool).email);
    pool.advanceClock(30 * 24 * 3_600 + 1);
    expect(await refresh(expired.RefreshToken)).toMatchObject({ body: { message: 'Refresh Token has expired' } });
  });
});

describe('RevokeToken', () => {
  it('ends one sign-in and its access token at the pool, and leaves the other alone', async () => {
    const { email } = newUser(pool);
    const [phone, laptop] = [await tokensOf(pool, email), await tokensOf(pool, email)];
    for (const times of ['first', 'again']) {
      expect([times, (await callPool(pool, 'RevokeToken', { Token: phone.RefreshToken })).status]).toEqual([
        times,
        200,
      ]);
    }
    expect(await getUser(phone.AccessToken)).toMatchObject({ body: { message: 'Access Token has been revoked' } });
    expect((await getUser(laptop.AccessToken)).status).toBe(200);
  });

  it('takes refresh tokens only', async () => {
    const { AccessToken: Token } = await tokensOf(pool, newUser(pool).email);
    expect((await callPool(pool, 'RevokeToken', { Token })).error).toBe('UnsupportedTokenTypeException');
  });
});

describe('GlobalSignOut', () => {
  it('ends all sign-ins of the user and of nobody else', async () => {
    const { email } = newUser(pool);
    const [phone, laptop] = [await tokensOf(pool, email), await tokensOf(pool, email)];
    const neighbour = await tokensOf(pool, newUser(pool).email);
    expect((await callPool(pool, 'GlobalSignOut', { AccessToken: phone.AccessToken })).status).toBe(200);

    for (const tokens of [phone, laptop]) {
      expect((await getUser(tokens.AccessToken)).error).toBe('NotAuthorizedException');
      const refreshed = await callPool(pool, 'GetTokensFromRefreshToken', { RefreshToken: tokens.RefreshToken });
      expect(refreshed.error).toBe('NotAuthorizedException');
    }
    expect((await getUser(neighbour.AccessToken)).status).toBe(200);
  });

  it('is not seen by a back end that checks offline: its access token is good until it expires', async () => {
    const { AccessToken } = await tokensOf(pool, newUser(pool).email);
    await callPool(pool, 'GlobalSignOut', { AccessToken });
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
    expect(await verifier.verify(AccessToken)).toMatchObject({ token_valid: true });
  });
});
