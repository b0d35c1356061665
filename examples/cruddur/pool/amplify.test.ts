import * as auth from '@aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify } from '@aws-amplify/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalPool, type LocalPool } from './create-local-pool.ts';

let pool: LocalPool;

beforeAll(async () => {
  pool = await createLocalPool();
  const Cognito = {
    userPoolId: pool.userPoolId,
    userPoolClientId: pool.clientId,
    userPoolEndpoint: `${pool.url}/`,
    loginWith: { email: true },
  };
  cognitoUserPoolsTokenProvider.setAuthConfig({ Cognito });
  Amplify.configure({ Auth: { Cognito } }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
});

afterAll(() => pool.close());

const email = 'andrew@exampro.co';
const password = 'Cloud-is-fun-1';

describe('the client library of the front end, against the local pool', () => {
  it('signs up, confirms by the code in the inbox and signs in by SRP', async () => {
    const signedUp = await auth.signUp({
      username: email,
      password,
      options: { userAttributes: { email, name: 'Andrew Brown', preferred_username: 'andrewbrown' } },
    });
    expect(signedUp.nextStep).toMatchObject({
      signUpStep: 'CONFIRM_SIGN_UP',
      codeDeliveryDetails: { destination: 'a***@e***' },
    });

    const early = await auth.signIn({ username: email, password });
    expect(early.nextStep.signInStep).toBe('CONFIRM_SIGN_UP');

    await auth.confirmSignUp({ username: email, confirmationCode: pool.newestCode(email) ?? '' });
    const signedIn = await auth.signIn({ username: email, password });
    expect(signedIn.nextStep.signInStep).toBe('DONE');
    expect(await auth.fetchUserAttributes()).toMatchObject({ email, name: 'Andrew Brown', email_verified: 'true' });
  });
});
