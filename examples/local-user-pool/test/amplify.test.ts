import * as auth from '@aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify } from '@aws-amplify/core';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLocalPool } from '../src/create-local-pool.ts';
import { callPool, claimsOf, newUser, PASSWORD } from './call-pool.ts';

// Amplify computes SRP in plain JavaScript: on a busy machine a sign-in takes a second.
vi.setConfig({ testTimeout: 60_000 });

const pool = await createLocalPool();
const Cognito = {
  userPoolId: pool.userPoolId,
  userPoolClientId: pool.clientId,
  userPoolEndpoint: `${pool.url}/`,
  loginWith: { email: true },
};
cognitoUserPoolsTokenProvider.setAuthConfig({ Cognito });
Amplify.configure({ Auth: { Cognito } }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });

beforeEach(() => auth.signOut());
afterAll(() => pool.close());

const signIn = async (username: string, password = PASSWORD) => (await auth.signIn({ username, password })).nextStep;

describe('AWS Amplify against the local pool', () => {
  it('signs up, confirms by the code in the inbox and signs in by SRP', async () => {
    const email = 'andrew@exampro.example';
    const userAttributes = { email, name: 'Andrew Brown', preferred_username: 'andrewbrown' };
    const signedUp = await auth.signUp({ username: email, password: PASSWORD, options: { userAttributes } });
    expect(signedUp.nextStep).toMatchObject({
      signUpStep: 'CONFIRM_SIGN_UP',
      codeDeliveryDetails: { destination: 'a***@e***' },
    });
    expect((await signIn(email)).signInStep).toBe('CONFIRM_SIGN_UP');
    await auth.resendSignUpCode({ username: email });
    await auth.confirmSignUp({ username: email, confirmationCode: pool.newestCode(email) ?? '' });
    expect((await signIn(email)).signInStep).toBe('DONE');
    expect(await auth.fetchUserAttributes()).toMatchObject({ ...userAttributes, email_verified: 'true' });
  });

  it('signs in by SRP each time, whatever the numbers are', async () => {
    const { email } = newUser(pool);
    for (let times = 0; times < 8; times += 1) {
      expect((await signIn(email)).signInStep).toBe('DONE');
      await auth.signOut();
    }
  });

  it.each([
    ['a wrong password', () => newUser(pool).email, 'Not-the-one-1'],
    ['an unknown user', () => 'nobody@enterprise.example', PASSWORD],
  ])('is refused with %s by the same name', async (_, email, password) => {
    await expect(signIn(email(), password)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('refreshes silently, with the groups of today', async () => {
    const { email } = newUser(pool);
    await signIn(email);
    const before = String((await auth.fetchAuthSession()).tokens?.accessToken);
    pool.addToGroup(email, 'moderators');
    pool.advanceClock(10);
    const after = String((await auth.fetchAuthSession({ forceRefresh: true })).tokens?.accessToken);
    expect(after).not.toBe(before);
    expect(claimsOf(after)['cognito:groups']).toEqual(['moderators']);
  });

  it('sets up TOTP and then needs it to sign in', async () => {
    const { email } = newUser(pool);
    await signIn(email);
    const { sharedSecret } = await auth.setUpTOTP();
    const totp = new TOTP({ secret: Secret.fromBase32(sharedSecret) });
    const code = (steps: number) => totp.generate({ timestamp: pool.now() + steps * 30_000 });
    await auth.verifyTOTPSetup({ code: code(0) });
    await auth.updateMFAPreference({ totp: 'PREFERRED' });
    expect(await auth.fetchMFAPreference()).toEqual({ enabled: ['TOTP'], preferred: 'TOTP' });

    await auth.signOut();
    expect((await signIn(email)).signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    await expect(auth.confirmSignIn({ challengeResponse: 'abcdef' })).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    const { nextStep } = await auth.confirmSignIn({ challengeResponse: code(1) });
    expect(nextStep.signInStep).toBe('DONE');
  });

  it('gives a temporary password up for a new one', async () => {
    const { email } = newUser(pool, { status: 'FORCE_CHANGE_PASSWORD' });
    expect((await signIn(email)).signInStep).toBe('CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED');
    const { nextStep } = await auth.confirmSignIn({ challengeResponse: 'A-new-one-22' });
    expect(nextStep.signInStep).toBe('DONE');
  });

  it('recovers a password, changes it, and changes a name', async () => {
    const { email } = newUser(pool);
    await auth.resetPassword({ username: email });
    const confirmationCode = pool.newestCode(email) ?? '';
    await auth.confirmResetPassword({ username: email, confirmationCode, newPassword: 'Bat-leth-22' });
    await signIn(email, 'Bat-leth-22');
    await auth.updatePassword({ oldPassword: 'Bat-leth-22', newPassword: 'Bat-leth-33' });
    await auth.updateUserAttributes({ userAttributes: { name: 'Worf, son of Mogh' } });
    await auth.signOut();
    await signIn(email, 'Bat-leth-33');
    expect(await auth.fetchUserAttributes()).toMatchObject({ name: 'Worf, son of Mogh' });
  });

  it.each([
    ['here', false],
    ['everywhere', true],
  ])('signs out %s, and the refresh token is dead at the pool', async (_, global) => {
    const { email } = newUser(pool);
    await signIn(email);
    const { refreshToken = '' } = (await cognitoUserPoolsTokenProvider.authTokenStore.loadTokens()) ?? {};
    expect(refreshToken.split('.')).toHaveLength(5);
    await auth.signOut({ global });
    const answer = await callPool(pool, 'GetTokensFromRefreshToken', { RefreshToken: refreshToken });
    expect(answer).toMatchObject({
      error: 'NotAuthorizedException',
      body: { message: 'Refresh Token has been revoked' },
    });
  });
});
