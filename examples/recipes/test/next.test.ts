import { fileURLToPath } from 'node:url';
import { tamper } from 'cognito-guard/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './amplify-cookies.ts';
import { bearer, recipeAt } from './loopback.ts';
import { runProgram, startProgram } from './program.ts';
import { describeRecipe, type KeyEndpoint, pool } from './recipe-contract.ts';
import { jwksUriFor } from './served-pool.ts';

const app = fileURLToPath(new URL('../next-app', import.meta.url));
const command = fileURLToPath(new URL('../node_modules/.bin/next', import.meta.url));
const envFor = (endpoint: KeyEndpoint) => ({
  NEXT_TELEMETRY_DISABLED: '1',
  // Vitest's own value would have Next build for tests.
  NODE_ENV: 'production',
  USER_POOL_ID: pool.userPoolId,
  CLIENT_ID: pool.clientId,
  JWKS_URI: jwksUriFor(endpoint),
});

const origins = new Map<KeyEndpoint, string>();

beforeAll(async () => {
  await runProgram({ command, args: ['build', app], env: envFor('up') });
  for (const endpoint of ['up', 'down'] as const) {
    const args = ['start', app, '--port', '0', '--hostname', '127.0.0.1'];
    origins.set(endpoint, await startProgram({ command, args, env: envFor(endpoint) }));
  }
});

const originOf = (endpoint: KeyEndpoint) => {
  const origin = origins.get(endpoint);
  if (origin === undefined) throw new Error('Next has not been started');
  return origin;
};

const USER = 'jane.doe+1@example.com';
const PREFIX = `CognitoIdentityServiceProvider.${pool.clientId}`;

async function cookiesOf(username: string, token: string): Promise<string> {
  const browser = new Browser();
  await browser.signIn(username, token);
  return browser.cookie;
}

describe('on Next', () => {
  describeRecipe('next-amplify-cookies.ts, for clients that send the header', async (endpoint) =>
    recipeAt(originOf(endpoint)),
  );

  describeRecipe('next-amplify-cookies.ts, for browsers', async (endpoint) => {
    const ask = (path: 'asMember' | 'asModerator') => async (token?: string) => {
      const cookie = token === undefined ? 'theme=dark' : await cookiesOf(USER, token);
      return recipeAt(originOf(endpoint), () => ({ cookie }))[path]();
    };
    return { asMember: ask('asMember'), asModerator: ask('asModerator') };
  });

  async function ask(headers: Record<string, string>) {
    const response = await fetch(`${originOf('up')}/messages`, { headers });
    return { status: response.status, body: await response.json() };
  }

  it.each([
    'jane',
    'jane.doe',
    'jane.doe+1@example.com',
    'LastAuthUser',
    'accessToken',
    'a.accessToken',
    '100%',
    'jane%2Edoe',
    'a=b;c d',
    '(jane)',
    'Жанна',
    'google_1234',
  ])('finds the token of a user with the name %s', async (username) => {
    const cookie = await cookiesOf(username, await pool.accessToken({ sub: username }));
    expect(await ask({ cookie })).toEqual({ status: 200, body: { sub: username } });
  });

  it('takes the user who is signed in now, and not one who was before', async () => {
    const browser = new Browser();
    await browser.signIn('anna', await pool.accessToken({ sub: 'anna' }));
    await browser.signIn('jane', await pool.accessToken({ sub: 'jane' }));
    expect(browser.cookie).toContain('.anna.accessToken=');
    expect(await ask({ cookie: browser.cookie })).toEqual({ status: 200, body: { sub: 'jane' } });
  });

  it('keeps the answer out of shared caches', async () => {
    const cookie = await cookiesOf(USER, await pool.accessToken());
    const response = await fetch(`${originOf('up')}/messages`, { headers: { cookie } });
    expect(response.headers.get('cache-control')).toBe('private, no-store');
  });

  const good = pool.accessToken();
  it.each<[what: string, cookie: (token: string) => string, status: number]>([
    ['the token without LastAuthUser', (token) => `${PREFIX}.jane.accessToken=${token}`, 401],
    ['a user called undefined, without LastAuthUser', (token) => `${PREFIX}.undefined.accessToken=${token}`, 401],
    ['LastAuthUser without the token', () => `${PREFIX}.LastAuthUser=jane`, 401],
    [
      'the token of another app client',
      (token) =>
        'CognitoIdentityServiceProvider.other.LastAuthUser=jane; ' +
        `CognitoIdentityServiceProvider.other.jane.accessToken=${token}`,
      401,
    ],
    [
      'two tokens that differ',
      (token) => `${PREFIX}.LastAuthUser=jane; ${PREFIX}.jane.accessToken=${token}; ${PREFIX}.jane.accessToken=x`,
      401,
    ],
    [
      'one token twice',
      (token) =>
        `${PREFIX}.LastAuthUser=jane; ${PREFIX}.jane.accessToken=${token}; ${PREFIX}.jane.accessToken=${token}`,
      200,
    ],
    [
      'cookies of others that are no percent-encoding',
      (token) => `discount=100%; raw=%FF; ${PREFIX}.LastAuthUser=jane; ${PREFIX}.jane.accessToken=${token}; =; ;x`,
      200,
    ],
    [
      'a forged token',
      (token) => `${PREFIX}.LastAuthUser=jane; ${PREFIX}.jane.accessToken=${tamper(token, { sub: 'admin' })}`,
      401,
    ],
  ])('judges cookies: %s', async (_what, cookie, status) => {
    expect(await ask({ cookie: cookie(await good) })).toMatchObject({ status });
  });

  it('refuses a bad header, whatever the cookies say', async () => {
    const cookie = await cookiesOf(USER, await good);
    expect(await ask({ cookie, ...bearer(tamper(await good)) })).toMatchObject({ status: 401 });
  });

  it('does not take a cookie for an unsafe method', async () => {
    const cookie = await cookiesOf(USER, await good);
    const response = await fetch(`${originOf('up')}/messages`, { method: 'POST', headers: { cookie } });
    expect(response.status).toBe(405);
  });
});
