import { tamper } from 'cognito-guard/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalPool } from '../src/create-local-pool.ts';
import { callPool, claimsOf, newUser, PASSWORD, passwordSignIn, tokensOf } from './call-pool.ts';

const pool = await createLocalPool();
afterAll(() => pool.close());

describe.each([
  ['GetUser', {}],
  ['UpdateUserAttributes', { UserAttributes: [{ Name: 'name', Value: 'Worf, son of Mogh' }] }],
  ['ChangePassword', { PreviousPassword: PASSWORD, ProposedPassword: 'Qapla-1-Qapla' }],
  ['GlobalSignOut', {}],
  ['AssociateSoftwareToken', {}],
  ['VerifySoftwareToken', { UserCode: '123456' }],
  ['SetUserMFAPreference', { SoftwareTokenMfaSettings: { Enabled: false } }],
])('%s', (operation, input) => {
  const call = (AccessToken: string) => callPool(pool, operation, { ...input, AccessToken });

  it('refuses a tampered token, an ID token, a revoked one and an expired one', async () => {
    const { email } = newUser(pool);
    const { AccessToken, IdToken, RefreshToken } = await tokensOf(pool, email);
    for (const token of [tamper(AccessToken, { sub: 'somebody-else' }), IdToken, RefreshToken, 'nonsense']) {
      expect(await call(token)).toMatchObject({
        error: 'NotAuthorizedException',
        body: { message: 'Invalid Access Token' },
      });
    }
    await callPool(pool, 'RevokeToken', { Token: RefreshToken });
    expect((await call(AccessToken)).body.message).toBe('Access Token has been revoked');
    const later = await tokensOf(pool, email);
    pool.advanceClock(3_601);
    expect((await call(later.AccessToken)).body.message).toBe('Access Token has expired');
  });
});

describe('GetUser', () => {
  it('shows the attributes of the user whose token it is', async () => {
    const { email, sub } = newUser(pool);
    const { AccessToken } = await tokensOf(pool, email);
    const { body } = await callPool(pool, 'GetUser', { AccessToken });
    expect(body).toEqual({
      Username: sub,
      UserAttributes: expect.arrayContaining([
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'preferred_username', Value: 'worf' },
      ]),
    });
  });
});

describe('UpdateUserAttributes', () => {
  it('changes the name, which the next ID token carries', async () => {
    const { email } = newUser(pool);
    const { AccessToken, RefreshToken } = await tokensOf(pool, email);
    const UserAttributes = [{ Name: 'name', Value: 'Worf, son of Mogh' }];
    expect((await callPool(pool, 'UpdateUserAttributes', { AccessToken, UserAttributes })).status).toBe(200);
    const { body } = await callPool(pool, 'GetTokensFromRefreshToken', { RefreshToken });
    expect(claimsOf(body.AuthenticationResult.IdToken).name).toBe('Worf, son of Mogh');
  });

  it.each(['email_verified', 'sub', 'email'])('lets nobody rewrite %s', async (Name) => {
    const { AccessToken } = await tokensOf(pool, newUser(pool).email);
    const UserAttributes = [{ Name, Value: 'true' }];
    expect((await callPool(pool, 'UpdateUserAttributes', { AccessToken, UserAttributes })).error).toBe(
      'NotAuthorizedException',
    );
  });
});

describe('ChangePassword', () => {
  it('wants the old password, and then the new one holds', async () => {
    const { email } = newUser(pool);
    const { AccessToken } = await tokensOf(pool, email);
    const change = (PreviousPassword: string, ProposedPassword: string) =>
      callPool(pool, 'ChangePassword', { AccessToken, PreviousPassword, ProposedPassword });
    expect((await change('Not-the-one-1', 'Qapla-1-Qapla')).error).toBe('NotAuthorizedException');
    expect((await change(PASSWORD, 'weak')).error).toBe('InvalidPasswordException');
    expect((await change(PASSWORD, 'Qapla-1-Qapla')).status).toBe(200);
    expect((await passwordSignIn(pool, email)).error).toBe('NotAuthorizedException');
    expect((await passwordSignIn(pool, email, 'Qapla-1-Qapla')).status).toBe(200);
  });
});
