import { request } from 'node:http';
import { createCognitoVerifier } from 'cognito-guard';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createLocalPool } from '../src/create-local-pool.ts';
import { callPool, newUser, tokensOf } from './call-pool.ts';

const pool = await createLocalPool();
afterAll(() => pool.close());

/** By `node:http`, because `fetch` does not let a program set some of these headers. */
function send(path: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<{ status: number | undefined; cors: string | undefined; body: string }>((resolve, reject) => {
    const sent = request(`${pool.url}${path}`, { method, headers }, async (response) => {
      const chunks = await response.toArray();
      const cors = response.headers['access-control-allow-origin'];
      resolve({ status: response.statusCode, cors, body: Buffer.concat(chunks).toString() });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const REBOUND = { host: 'rebound.evil.example' };
const ONLY_FROM_HERE = { status: 403, cors: undefined, body: '{"message":"Only from this machine"}' };

describe('a web page whose host name was made to resolve to this machine', () => {
  it.each([
    ['POST', '/'],
    ['GET', `/${pool.userPoolId}/.well-known/jwks.json`],
    ['GET', `/${pool.userPoolId}/.well-known/openid-configuration`],
    ['GET', '/oauth2/authorize'],
    ['GET', '/login'],
    ['POST', '/login'],
    ['POST', '/totp'],
    ['GET', '/pretend-google'],
    ['POST', '/pretend-google'],
    ['POST', '/oauth2/token'],
    ['POST', '/oauth2/revoke'],
    ['GET', '/oauth2/userInfo'],
    ['GET', '/logout'],
    ['GET', '/_dev/inbox'],
    ['POST', '/_dev/expired-token'],
    ['GET', '/nowhere'],
  ])('gets nothing from %s %s, though its requests are of the same origin', async (method, path) => {
    expect((await send(path, {}, method)).status).not.toBe(403);
    for (const headers of [REBOUND, { ...REBOUND, 'sec-fetch-site': 'same-origin' }]) {
      expect(await send(path, headers, method)).toEqual(ONLY_FROM_HERE);
    }
  });

  it.each([
    'rebound.evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil.example#127.0.0.1',
    '127.0.0.1@evil.example',
    '0.0.0.0',
  ])('does not pass as this machine by the Host %j', async (host) => {
    expect((await send('/login', { host })).status).toBe(403);
  });
});

describe('the inbox', () => {
  const inbox = '/_dev/inbox?email=lore@omicron.example';

  it('shows the newest message first', async () => {
    const { email } = newUser(pool);
    await callPool(pool, 'ForgotPassword', { Username: email });
    await callPool(pool, 'ForgotPassword', { Username: email });
    const response = await fetch(`${pool.inboxUrl}?email=${encodeURIComponent(email.toUpperCase())}`);
    const { messages } = (await response.json()) as { messages: object[] };
    expect(messages).toHaveLength(2);
    expect(messages[0]).toEqual({
      to: email,
      subject: 'Your password reset code',
      code: pool.newestCode(email),
      sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it.each([
    ['a proxy that serves the world', { 'x-forwarded-host': 'cruddur.example' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page on another port of this machine', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:9999' }],
    ['an older browser, on a page of another site', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
  ])('is closed to %s', async (_, headers) => {
    expect(await send(inbox, { ...headers } as Record<string, string>)).toEqual({
      status: 403,
      body: '{"message":"Only from this machine"}',
    });
  });

  it.each([
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['the front end, through its own origin', { host: 'localhost:5173', 'sec-fetch-site': 'same-origin' }],
    ['a program on this machine', { host: '127.0.0.1:5173' }],
  ])('is open to %s, without a CORS header', async (_, headers) => {
    expect(await send(inbox, { ...headers } as Record<string, string>)).toEqual({
      status: 200,
      body: '{"messages":[]}',
    });
  });

  it('listens on the loopback address alone', () => {
    expect(new URL(pool.url).hostname).toBe('127.0.0.1');
  });
});

describe('the copy of a token that has expired', () => {
  it('keeps its claims but for the times, and is made for real access tokens only', async () => {
    const { email, sub } = newUser(pool);
    const { AccessToken, IdToken } = await tokensOf(pool, email);
    const ask = (token: string) => send('/_dev/expired-token', { authorization: `Bearer ${token}` }, 'POST');
    const { token } = JSON.parse((await ask(AccessToken)).body);
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
    expect(await verifier.verify(token)).toMatchObject({ reason: 'token_expired', claims: { sub } });
    expect((await ask(IdToken)).status).toBe(401);
  });
});

describe('the key set', () => {
  it('is two keys, found from the discovery document', async () => {
    const discovery = await (await fetch(`${pool.issuer}/.well-known/openid-configuration`)).json();
    expect(discovery).toMatchObject({ issuer: pool.issuer, jwks_uri: pool.jwksUri });
    const { keys } = (await (await fetch(discovery.jwks_uri)).json()) as { keys: object[] };
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).not.toHaveProperty('d');
  });

  it('can be down, which a verifier tells from a bad token', async () => {
    const { AccessToken } = await tokensOf(pool, newUser(pool).email);
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
    pool.setKeysAvailable(false);
    expect(await verifier.verify(AccessToken)).toMatchObject({ token_valid: false, reason: 'keys_unavailable' });
    pool.setKeysAvailable(true);
    pool.advanceClock(60);
    expect(await verifier.verify(AccessToken)).toMatchObject({ token_valid: true });
  });

  it('is new in each process and after a rotation', async () => {
    const { AccessToken } = await tokensOf(pool, newUser(pool).email);
    await pool.rotateKeys();
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
    expect(await verifier.verify(AccessToken)).toMatchObject({ reason: 'key_unknown' });
  });
});

describe('the protocol', () => {
  it('names an operation that it does not know', async () => {
    const answer = await callPool(pool, 'AdminDeleteUser', {});
    expect(answer).toMatchObject({ status: 400, error: 'UnknownOperationException' });
    expect(answer.body.message).toContain('AdminDeleteUser');
  });

  it.each(['__proto__', 'constructor', ''])('knows no operation named %j', async (operation) => {
    expect((await callPool(pool, operation, {})).error).toBe('UnknownOperationException');
  });

  it('refuses another client', async () => {
    const answer = await callPool(pool, 'SignUp', { ClientId: 'another' });
    expect(answer.error).toBe('ResourceNotFoundException');
  });

  it.each(['', 'nonsense', '[]', 'null'])('refuses the body %j', async (body) => {
    const headers = { 'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp' };
    const response = await fetch(pool.url, { method: 'POST', headers, body });
    expect(response.headers.get('x-amzn-errortype')).toBe('SerializationException');
  });

  it('refuses a body that is too large', async () => {
    const response = await fetch(pool.url, { method: 'POST', body: 'x'.repeat(70_000) });
    expect(response.status).toBe(413);
  });

  it('has nothing at other addresses', async () => {
    expect((await fetch(`${pool.url}/toString`)).status).toBe(404);
  });
});

describe('createLocalPool', () => {
  it('refuses to start in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await expect(createLocalPool()).rejects.toThrow('The local user pool is for development');
    vi.unstubAllEnvs();
  });

  it('starts on the port it is given', async () => {
    const first = await createLocalPool();
    const { port } = new URL(first.url);
    await first.close();
    const second = await createLocalPool({ port: Number(port) });
    expect(second.issuer).toBe(first.issuer);
    await second.close();
  });

  it('says which user it does not know', () => {
    expect(() => pool.addToGroup('nobody@enterprise.example', 'moderators')).toThrow('nobody@enterprise.example');
  });
});
