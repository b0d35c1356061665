import { tamper } from 'cognito-guard/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backend, startBackend } from '../server/start-backend.ts';
import { type Answer, CODE, type CognitoLocal, startCognitoLocal } from './cognito-local.ts';

const USER = { email: 'kira@cruddur.example', password: 'Bajor-is-free-7' };

let cognito: CognitoLocal;
let backend: Backend;
let pool: { readonly issuer: string; readonly clientId: string };
let tokens: Answer['AuthenticationResult'];
let tokensOfAnotherClient: Answer['AuthenticationResult'];

beforeAll(async () => {
  cognito = await startCognitoLocal();
  const options = { PoolName: 'cruddur-user-pool', UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] };
  const userPoolId = (await cognito.call('CreateUserPool', options)).UserPool.Id;
  const createClient = async (ClientName: string) => {
    return (await cognito.call('CreateUserPoolClient', { UserPoolId: userPoolId, ClientName })).UserPoolClient.ClientId;
  };
  const clientId = await createClient('web');
  await signUp(clientId);
  tokens = await signIn(clientId);
  tokensOfAnotherClient = await signIn(await createClient('other'));
  const issuer = `${cognito.url}/${userPoolId}`;
  pool = { issuer, clientId };
  const settings = { userPoolId, clientId, emulator: { issuer } };
  backend = await startBackend('express', settings, ':memory:');
});
afterAll(() => backend?.close());
afterAll(() => cognito?.close());

async function signUp(ClientId: string): Promise<void> {
  const { email: Username, password: Password } = USER;
  await cognito.call('SignUp', { ClientId, Username, Password, UserAttributes: [{ Name: 'email', Value: Username }] });
  await cognito.call('ConfirmSignUp', { ClientId, Username, ConfirmationCode: CODE });
}

async function signIn(ClientId: string) {
  const AuthParameters = { USERNAME: USER.email, PASSWORD: USER.password };
  const answer = await cognito.call('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters });
  return answer.AuthenticationResult;
}

async function ask(path: string, token: string, method = 'GET') {
  const response = await fetch(`${backend.url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: await response.json() };
}

describe('the Express back end, with tokens of cognito-local', () => {
  it('accepts an access token of the pool and the client', async () => {
    const { issuer: iss, clientId: client_id } = pool;
    expect(await ask('/api/activities/home', tokens.AccessToken)).toMatchObject({
      status: 200,
      body: { token_valid: true, claims: { iss, client_id } },
    });
    expect(await ask('/api/messages', tokens.AccessToken)).toMatchObject({ status: 200 });
  });

  it('accepts an ID token where one is asked for, and no access token there', async () => {
    expect(await ask('/api/profile', tokens.IdToken, 'POST')).toMatchObject({ status: 200 });
    expect(await ask('/api/profile', tokens.AccessToken, 'POST')).toMatchObject({
      status: 401,
      body: { reason: 'token_use_mismatch' },
    });
  });

  it.each([
    ['an access token of another client', 'client_mismatch', () => tokensOfAnotherClient.AccessToken],
    ['an ID token in place of an access token', 'token_use_mismatch', () => tokens.IdToken],
    // cognito-local's refresh token is a JWT with a good signature. It only lacks the claims of an access token.
    ['the signed refresh token', 'token_malformed', () => tokens.RefreshToken],
    ['a token with one claim changed', 'signature_invalid', () => tamper(tokens.AccessToken, { sub: 'odo' })],
  ])('refuses %s', async (_what, reason, token) => {
    expect(await ask('/api/activities/home', token())).toMatchObject({
      status: 200,
      body: { token_valid: false, reason },
    });
    expect(await ask('/api/messages', token())).toMatchObject({ status: 401, body: { reason } });
  });
});
