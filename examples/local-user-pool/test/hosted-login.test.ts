import { createHash, randomBytes } from 'node:crypto';
import { createCognitoVerifier } from 'cognito-guard';
import { Secret, TOTP } from 'otpauth';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalPool } from '../src/create-local-pool.ts';
import { callPool, claimsOf, newUser, PASSWORD, passwordSignIn, tokensOf } from './call-pool.ts';

const APP = 'http://localhost:5173';
const CALLBACK = `${APP}/callback`;
const pool = await createLocalPool({ customScopes: ['notes/read'] });
pool.registerApp(APP);
afterAll(() => pool.close());

type Changes = Readonly<Record<string, string>>;

/** What an app prepares before it sends the browser to the hosted login. */
function begin(changes: Changes = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: pool.clientId,
    redirect_uri: CALLBACK,
    scope: 'openid email profile',
    state: 's-1',
    nonce: 'n-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
  return { verifier, query };
}

const get = (path: string) => fetch(`${pool.url}${path}`, { redirect: 'manual' });

function post(path: string, form: Changes, headers: Changes = {}) {
  return fetch(`${pool.url}${path}`, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });
}

/** Sends a form and shows what a browser then shows: never the answer to the POST itself. */
async function submit(path: string, form: Changes) {
  return get(pathOf(locationOf(await post(path, form))));
}

const pathOf = ({ pathname, search }: URL) => pathname + search;

function locationOf(response: Response): URL {
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location') ?? '', response.url);
}

async function logIn(email: string, changes?: Changes) {
  const { verifier, query } = begin(changes);
  const location = locationOf(await post(`/login?${query}`, { email, password: PASSWORD }));
  return { verifier, location, code: location.searchParams.get('code') ?? '' };
}

async function redeem(code: string, code_verifier: string, changes: Changes = {}) {
  const form = {
    grant_type: 'authorization_code',
    client_id: pool.clientId,
    redirect_uri: CALLBACK,
    code,
    code_verifier,
  };
  const response = await post('/oauth2/token', { ...form, ...changes });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

describe('/oauth2/authorize', () => {
  it('leads to the login page by a relative address, so that a path prefix is kept', async () => {
    const response = await get(`/oauth2/authorize?${begin().query}`);
    expect(response.headers.get('location')).toMatch(/^\.\.\/login\?/);
    const page = await fetch(locationOf(response));
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await page.text()).toContain('Continue with (pretend) Google');
  });

  it('goes straight to the identity provider when one is named', async () => {
    const { query } = begin({ identity_provider: 'Google' });
    expect(locationOf(await get(`/oauth2/authorize?${query}`)).pathname).toBe('/pretend-google');
  });

  it.each([
    ['redirect_mismatch', { redirect_uri: 'https://evil.example/callback' }],
    ['redirect_mismatch', { redirect_uri: `${CALLBACK}/more` }],
    ['invalid_client', { client_id: 'another' }],
  ])('shows %s on a page of its own and never redirects', async (error, changes) => {
    for (const path of ['/oauth2/authorize', '/login', '/pretend-google']) {
      const response = await get(`${path}?${begin(changes).query}`);
      expect([path, response.status]).toEqual([path, 400]);
      expect(await response.text()).toContain(error);
    }
  });

  it('escapes everything that it echoes', async () => {
    const attack = `"><script>alert('x')</script>`;
    const bodies = [
      await get(`/oauth2/authorize?${begin({ redirect_uri: attack }).query}`),
      await submit(`/login?${begin({ state: attack }).query}`, { email: attack, password: 'x' }),
      await submit(`/totp?${begin().query}`, { session: attack, username: attack, code: attack }),
      await get(`/logout?client_id=${pool.clientId}&logout_uri=${encodeURIComponent(attack)}`),
    ].map((response) => response.text());
    for (const body of await Promise.all(bodies)) {
      expect(body).toContain('<main>');
      expect(body).not.toContain('<script>');
    }
  });

  it.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_scope', { scope: 'openid root' }],
    ['invalid_scope', { scope: 'notes/write' }],
    ['invalid_request', { resource: 'notes' }],
    ['invalid_request', { resource: 'http://notes.example/mcp' }],
    ['invalid_request', { code_challenge: '' }],
    ['invalid_request', { code_challenge_method: 'plain' }],
  ])('tells the app about %s', async (error, changes) => {
    const location = locationOf(await get(`/oauth2/authorize?${begin(changes).query}`));
    expect(location.href).toBe(`${CALLBACK}?error=${error}&state=s-1`);
  });
});

it('refuses two resources: a token is bound to one', async () => {
  const { query } = begin({ resource: 'https://notes.example/mcp' });
  query.append('resource', 'https://mail.example/mcp');
  expect(locationOf(await get(`/oauth2/authorize?${query}`)).searchParams.get('error')).toBe('invalid_request');
});

describe('the login form', () => {
  it('sends the browser back with a code and the state', async () => {
    const { location, code } = await logIn(newUser(pool).email);
    expect(`${location.origin}${location.pathname}`).toBe(CALLBACK);
    expect(location.searchParams.get('state')).toBe('s-1');
    expect(code).not.toBe('');
  });

  it('says the same for a wrong password and an unknown user, in a role that is read aloud', async () => {
    const pages = [];
    for (const email of [newUser(pool).email, 'nobody@enterprise.example']) {
      const response = await submit(`/login?${begin().query}`, { email, password: 'Not-the-one-1' });
      expect(response.status).toBe(400);
      pages.push((await response.text()).match(/role="alert">[^<]*/)?.[0]);
    }
    expect(pages).toEqual(Array(2).fill('role="alert">Incorrect username or password.'));
  });

  it('shows a refused form by an address that "Back" can show again, and that outlives a hundred others or is the form', async () => {
    const wrong = () => post(`/login?${begin().query}`, { email: 'x@enterprise.example', password: 'Not-the-one-1' });
    const address = pathOf(locationOf(await wrong()));
    const shown = async () => (await (await get(address)).text()).includes('Incorrect username or password.');
    expect([await shown(), await shown()]).toEqual([true, true]);
    for (let others = 0; others < 100; others += 1) await wrong();
    const page = await get(address);
    expect([page.status, await shown()]).toEqual([200, false]);
    expect(await page.text()).toContain('Continue with (pretend) Google');
  });

  it('refuses a form that another site sends', async () => {
    const form = { email: newUser(pool).email, password: PASSWORD };
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      expect((await post(`/login?${begin().query}`, form, headers as Changes)).status).toBe(403);
    }
  });

  it('is no way round TOTP', async () => {
    const { email } = newUser(pool);
    const { AccessToken } = await tokensOf(pool, email);
    const { body } = await callPool(pool, 'AssociateSoftwareToken', { AccessToken });
    const totp = new TOTP({ secret: Secret.fromBase32(body.SecretCode ?? '') });
    const code = (steps: number) => totp.generate({ timestamp: pool.now() + steps * 30_000 });
    await callPool(pool, 'VerifySoftwareToken', { AccessToken, UserCode: code(0) });
    await callPool(pool, 'SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: { Enabled: true } });

    const { query } = begin();
    const page = await (await submit(`/login?${query}`, { email, password: PASSWORD })).text();
    const field = (name: string) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? '';
    const form = { session: field('session'), username: field('username') };
    const wrong = await submit(`/totp?${query}`, { ...form, code: 'abcdef' });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('Invalid code')]);
    const right = locationOf(await post(`/totp?${query}`, { ...form, code: code(1) }));
    expect(right.searchParams.get('code')).not.toBeNull();

    // Nor round its lock: the codes that are wrong here and there are counted together.
    for (let signIns = 0; signIns < 5; signIns += 1) {
      const { body } = await passwordSignIn(pool, email);
      await callPool(pool, 'RespondToAuthChallenge', {
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        Session: body.Session,
        ChallengeResponses: { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: 'abcdef' },
      });
    }
    const again = await (await submit(`/login?${query}`, { email, password: PASSWORD })).text();
    const session = again.match(/name="session" value="([^"]*)"/)?.[1] ?? '';
    const locked = await submit(`/totp?${query}`, { ...form, session, code: 'abcdef' });
    expect([locked.status, await locked.text()]).toEqual([400, expect.stringContaining('Too many wrong codes')]);
  });
});

describe('/oauth2/token', () => {
  it('gives tokens that the verifier accepts, with the scopes and the nonce of the request', async () => {
    const { email, sub } = newUser(pool);
    const { code, verifier } = await logIn(email);
    const { status, body } = await redeem(code, verifier);
    expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3_600]);
    const both = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: ['access', 'id'] });
    expect(await both.verify(body.access_token)).toMatchObject({ claims: { sub, scope: 'openid email profile' } });
    expect(await both.verify(body.id_token)).toMatchObject({ claims: { sub, email, nonce: 'n-1' } });
  });

  it.each(['https://notes.example', 'https://notes.example/mcp', 'http://localhost:3000/mcp', 'example.notes:/mcp'])(
    'binds the access token to the resource %s, to the byte, and a refresh keeps it',
    async (resource) => {
      const { code, verifier } = await logIn(newUser(pool).email, { scope: 'notes/read', resource });
      const { body } = await redeem(code, verifier);
      const refreshed = await redeem('', '', { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' });
      const ofResource = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', audience: resource });
      for (const token of [body.access_token, refreshed.body.access_token]) {
        expect(await ofResource.verify(token)).toMatchObject({ claims: { aud: resource, scope: 'notes/read' } });
      }
    },
  );

  it('binds no token to a resource that was not asked for', async () => {
    const { code, verifier } = await logIn(newUser(pool).email);
    expect(claimsOf((await redeem(code, verifier)).body.access_token ?? '')).not.toHaveProperty('aud');
  });

  it('grants every scope of the client where none is asked for', async () => {
    const { code, verifier } = await logIn(newUser(pool).email, { scope: '' });
    expect(claimsOf((await redeem(code, verifier)).body.access_token ?? '')).toMatchObject({
      scope: 'openid email profile aws.cognito.signin.user.admin notes/read',
    });
  });

  it('takes a code once; the second use ends what the first one got', async () => {
    const { code, verifier } = await logIn(newUser(pool).email);
    const { body } = await redeem(code, verifier);
    expect(await redeem(code, verifier)).toEqual({ status: 400, body: { error: 'invalid_grant' } });
    const userInfo = await fetch(`${pool.url}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(userInfo.status).toBe(401);
  });

  it.each([
    ['the wrong PKCE secret', 'invalid_grant', { code_verifier: 'x'.repeat(43) }],
    ['another redirect', 'invalid_grant', { redirect_uri: `${APP}/` }],
    ['another client', 'invalid_client', { client_id: 'another' }],
    ['an unknown grant', 'unsupported_grant_type', { grant_type: 'password' }],
  ])('refuses a code with %s', async (_, error, changes) => {
    const { code, verifier } = await logIn(newUser(pool).email);
    expect(await redeem(code, verifier, changes as Changes)).toEqual({ status: 400, body: { error } });
  });

  it('refuses a code after five minutes', async () => {
    const { code, verifier } = await logIn(newUser(pool).email);
    pool.advanceClock(301);
    expect((await redeem(code, verifier)).body.error).toBe('invalid_grant');
  });

  it('gives no ID token without the scope openid', async () => {
    const { code, verifier } = await logIn(newUser(pool).email, { scope: 'aws.cognito.signin.user.admin' });
    expect((await redeem(code, verifier)).body).not.toHaveProperty('id_token');
  });

  it('refreshes', async () => {
    const { code, verifier } = await logIn(newUser(pool).email);
    const { body } = await redeem(code, verifier);
    const refresh = (refresh_token = '') => redeem('', '', { grant_type: 'refresh_token', refresh_token });
    expect((await refresh(body.refresh_token)).body).toMatchObject({ access_token: expect.any(String) });
    expect((await refresh('nonsense')).body).toEqual({ error: 'invalid_grant' });
  });
});

describe('/oauth2/revoke', () => {
  const revoke = async (token: string, client_id = pool.clientId) => {
    const response = await post('/oauth2/revoke', { client_id, token });
    return [response.status, await response.text()];
  };

  it('ends the sign-in of a refresh token, and says the same of an unknown one', async () => {
    const { code, verifier } = await logIn(newUser(pool).email);
    const { refresh_token = '' } = (await redeem(code, verifier)).body;
    expect(await revoke(refresh_token)).toEqual([200, '']);
    expect(await revoke('nonsense')).toEqual([200, '']);
    expect((await redeem('', '', { grant_type: 'refresh_token', refresh_token })).body).toEqual({
      error: 'invalid_grant',
    });
  });

  it('ends the access token too, at the pool', async () => {
    const { code, verifier } = await logIn(newUser(pool).email);
    const { access_token, refresh_token = '' } = (await redeem(code, verifier)).body;
    await revoke(refresh_token);
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await fetch(`${pool.url}/oauth2/userInfo`, { headers })).status).toBe(401);
  });

  it('refuses an access token, another client, and a request without a token', async () => {
    const { code, verifier } = await logIn(newUser(pool).email);
    const { access_token = '', refresh_token = '' } = (await redeem(code, verifier)).body;
    expect(await revoke(access_token)).toEqual([400, '{"error":"unsupported_token_type"}']);
    expect(await revoke(refresh_token, 'another')).toEqual([400, '{"error":"invalid_client"}']);
    expect(await revoke('')).toEqual([400, '{"error":"invalid_request"}']);
  });
});

describe('/oauth2/userInfo', () => {
  it('shows the user of a token with the scope openid, and nothing to other tokens', async () => {
    const { email, sub } = newUser(pool);
    const { code, verifier } = await logIn(email);
    const { body } = await redeem(code, verifier);
    const ask = (token = '') => fetch(`${pool.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await ask(body.access_token)).json()).toMatchObject({ sub, email, email_verified: 'true' });
    const sdk = await tokensOf(pool, email);
    for (const token of [body.id_token, sdk.AccessToken, 'nonsense']) {
      expect((await ask(token)).headers.get('www-authenticate')).toContain('invalid_token');
    }
  });
});

describe('the pretend identity provider', () => {
  it('gives a federated user: its own user name, group and identities', async () => {
    const { verifier, query } = begin();
    const location = locationOf(await post(`/pretend-google?${query}`, { account: '117' }));
    const { body } = await redeem(location.searchParams.get('code') ?? '', verifier);
    expect(claimsOf(body.id_token ?? '')).toMatchObject({
      'cognito:username': 'Google_117',
      'cognito:groups': [`${pool.userPoolId}_Google`],
      identities: [{ userId: '117', providerName: 'Google', providerType: 'Google', issuer: null, primary: 'true' }],
    });
    expect(claimsOf(body.access_token ?? '')).toMatchObject({ username: 'Google_117' });
  });

  it('knows its own accounts only', async () => {
    expect((await submit(`/pretend-google?${begin().query}`, { account: 'admin' })).status).toBe(200);
  });
});

describe('/logout', () => {
  it('ends no token, as on AWS: the app has to revoke its refresh token', async () => {
    const { code, verifier } = await logIn(newUser(pool).email);
    const { refresh_token = '' } = (await redeem(code, verifier)).body;
    await get(`/logout?client_id=${pool.clientId}&logout_uri=${encodeURIComponent(`${APP}/`)}`);
    const refreshed = await redeem('', '', { grant_type: 'refresh_token', refresh_token });
    expect(refreshed.status).toBe(200);
  });

  it('goes to a listed address and to no other', async () => {
    const out = (uri: string) => get(`/logout?client_id=${pool.clientId}&logout_uri=${encodeURIComponent(uri)}`);
    expect(locationOf(await out(`${APP}/`)).href).toBe(`${APP}/`);
    expect((await out('https://evil.example/')).status).toBe(400);
  });
});
