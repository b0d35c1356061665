import assert from 'node:assert/strict';
import { type Backend, startBackend } from '../server/start-backend.ts';
import { CODE, type CognitoLocal, startCognitoLocal } from './cognito-local.ts';

/** `npm run test:compat`: tokens of an issuer that nobody here wrote, before the Express back end. */
const USER = { email: 'kira@cruddur.example', password: 'Bajor-is-free-7' };

interface Pool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly otherClientId: string;
}

async function createPool({ call }: CognitoLocal): Promise<Pool> {
  const options = { PoolName: 'cruddur-user-pool', UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] };
  const UserPoolId = (await call('CreateUserPool', options)).UserPool.Id;
  const createClient = async (ClientName: string) => {
    return (await call('CreateUserPoolClient', { UserPoolId, ClientName })).UserPoolClient.ClientId;
  };
  return { userPoolId: UserPoolId, clientId: await createClient('web'), otherClientId: await createClient('other') };
}

async function signUp({ call }: CognitoLocal, ClientId: string): Promise<void> {
  const { email: Username, password: Password } = USER;
  await call('SignUp', { ClientId, Username, Password, UserAttributes: [{ Name: 'email', Value: Username }] });
  await call('ConfirmSignUp', { ClientId, Username, ConfirmationCode: CODE });
}

async function signIn({ call }: CognitoLocal, ClientId: string) {
  const AuthParameters = { USERNAME: USER.email, PASSWORD: USER.password };
  return (await call('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters }))
    .AuthenticationResult;
}

async function ask({ url }: Backend, path: string, token: string, method = 'GET') {
  const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

type Case = readonly [sentence: string, check: () => Promise<void>];

async function casesFor(cognito: CognitoLocal, { userPoolId, clientId, otherClientId }: Pool, backend: Backend) {
  await signUp(cognito, clientId);
  const tokens = await signIn(cognito, clientId);
  const foreign = await signIn(cognito, otherClientId);

  const refused = (sentence: string, token: string, reason: string): Case => [
    sentence,
    async () => {
      const home = await ask(backend, '/api/activities/home', token);
      assert.deepEqual([home.status, home.body.token_valid, home.body.reason], [200, false, reason]);
      const messages = await ask(backend, '/api/messages', token);
      assert.deepEqual([messages.status, messages.body.reason], [401, reason]);
    },
  ];
  const accepted: Case = [
    'accepts an access token of the pool and the client',
    async () => {
      const { status, body } = await ask(backend, '/api/activities/home', tokens.AccessToken);
      assert.deepEqual([status, body.token_valid], [200, true]);
      const claims = body.claims as Record<string, unknown>;
      assert.deepEqual([claims.iss, claims.client_id], [`${cognito.url}/${userPoolId}`, clientId]);
      assert.equal((await ask(backend, '/api/messages', tokens.AccessToken)).status, 200);
    },
  ];
  const profile: Case = [
    'accepts an ID token where one is asked for, and no access token there',
    async () => {
      assert.equal((await ask(backend, '/api/profile', tokens.IdToken, 'POST')).status, 200);
      const { status, body } = await ask(backend, '/api/profile', tokens.AccessToken, 'POST');
      assert.deepEqual([status, body.reason], [401, 'token_use_mismatch']);
    },
  ];
  return [
    accepted,
    profile,
    refused('refuses an access token of another client', foreign.AccessToken, 'client_mismatch'),
    refused('refuses an ID token in place of an access token', tokens.IdToken, 'token_use_mismatch'),
    // Signed with the pool's key and issued by it: only what it lacks tells it from an access token.
    refused('refuses the signed refresh token', tokens.RefreshToken, 'token_malformed'),
    refused('refuses a token with one claim changed', changed(tokens.AccessToken), 'signature_invalid'),
  ];
}

function changed(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return [header, Buffer.from(JSON.stringify({ ...claims, sub: 'odo' })).toString('base64url'), signature].join('.');
}

const score = { passed: 0, failed: 0 };
const cognito = await startCognitoLocal();
try {
  const pool = await createPool(cognito);
  const { userPoolId, clientId } = pool;
  const issuer = `${cognito.url}/${userPoolId}`;
  const settings = { userPoolId, clientId, issuer, jwksUri: `${issuer}/.well-known/jwks.json` };
  const backend = await startBackend('express', settings, ':memory:');
  for (const [sentence, check] of await casesFor(cognito, pool, backend)) {
    try {
      await check();
      score.passed += 1;
      console.log(`  ✓ ${sentence}`);
    } catch (error) {
      score.failed += 1;
      console.log(`  ✗ ${sentence}\n${error instanceof Error ? error.stack : error}`);
    }
  }
  await backend.close();
} finally {
  await cognito.close();
}
console.log(`\n${score.passed} passed, ${score.failed} failed`);
process.exit(score.failed === 0 ? 0 : 1);
