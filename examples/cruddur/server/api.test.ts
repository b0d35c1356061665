import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestUserPool, type TestUserPool, type TestUserPoolServer, tamper } from 'cognito-guard/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, type Backend, type BackendName, startBackend } from './start-backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'cruddur-'));
let clock = Date.now();
let pool: TestUserPool;
let keys: TestUserPoolServer;

beforeAll(async () => {
  pool = await createTestUserPool({
    userPoolId: 'local_Cruddur1',
    issuer: 'http://127.0.0.1:1/local_Cruddur1',
    now: () => clock,
  });
  keys = await pool.listen();
});

afterAll(async () => {
  await keys.close();
  rmSync(folder, { recursive: true });
});

function start(name: BackendName, file = `${name}.sqlite`): Promise<Backend> {
  const { userPoolId, clientId, issuer } = pool;
  const emulator = { issuer, jwksUri: keys.jwksUri };
  const settings = { userPoolId, clientId, emulator, now: () => clock };
  return startBackend(name, settings, join(folder, file));
}

const PROTECTED = [
  ['GET', '/api/messages'],
  ['POST', '/api/activities'],
  ['GET', '/api/moderation'],
  ['DELETE', '/api/activities/crud-of-seed-worf'],
  ['POST', '/api/profile'],
  ['POST', '/api/sign-out-everywhere'],
  ['DELETE', '/api/members/quark'],
] as const;

describe.each(Object.keys(BACKENDS) as BackendName[])('the API in %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await start(name);
  });
  afterAll(() => backend.close());

  async function call(method: string, path: string, token?: string, body?: unknown) {
    const response = await fetch(`${backend.url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  const texts = (answer: { body: { cruds: { text: string }[] } }) => answer.body.cruds.map(({ text }) => text);

  it('shows everybody the public page, and says that no token came', async () => {
    const home = await call('GET', '/api/activities/home');
    expect(home).toMatchObject({ status: 200, body: { token_valid: false, reason: 'token_missing' } });
    expect(home.headers.get('vary')).toMatch(/authorization/i);
    expect(texts(home)).toContain('Cloud is fun!');
    expect(texts(home)).not.toContain('My dear brother, it is the humans that are the problem');
  });

  it('shows a member the other page, with the verified claims', async () => {
    const home = await call('GET', '/api/activities/home', await pool.accessToken({ sub: 'jane' }));
    expect(home).toMatchObject({
      status: 200,
      body: { token_valid: true, token_use: 'access', claims: { sub: 'jane' } },
    });
    expect(texts(home)).toContain('My dear brother, it is the humans that are the problem');
  });

  it.each([
    ['an ID token', 'token_use_mismatch', () => pool.idToken()],
    ['an expired token', 'token_expired', () => pool.accessToken({ exp: Math.floor(clock / 1000) - 1 })],
    ['a token with another payload', 'signature_invalid', async () => tamper(await pool.accessToken())],
    ['the refresh token', 'refresh_token', () => pool.refreshToken()],
    ['a token of another client', 'client_mismatch', () => pool.accessToken({ client_id: 'another' })],
  ])('shows the public page for %s, and refuses it on the messages page', async (_what, reason, make) => {
    const token = await make();
    const home = await call('GET', '/api/activities/home', token);
    expect(home).toMatchObject({ status: 200, body: { token_valid: false, reason } });
    expect(texts(home)).toHaveLength(texts(await call('GET', '/api/activities/home')).length);
    const messages = await call('GET', '/api/messages', token);
    expect(messages).toMatchObject({ status: 401, body: { error: 'invalid_token', reason } });
    expect(messages.headers.get('www-authenticate')).toMatch(/^Bearer realm="api", error="invalid_token"/);
  });

  it.each(PROTECTED)('answers 401 without a token: %s %s', async (method, path) => {
    const answer = await call(method, path);
    expect(answer).toMatchObject({ status: 401, body: { error: 'unauthorized', reason: 'token_missing' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="api"');
  });

  it('takes the author of a crud from the token, and name and handle from a verified ID token', async () => {
    const profile = await call(
      'POST',
      '/api/profile',
      await pool.idToken({ sub: 'kira', name: 'Kira', preferred_username: 'nerys' }),
    );
    expect(profile).toMatchObject({ status: 200, body: { profile: { sub: 'kira', name: 'Kira', handle: 'nerys' } } });
    const token = await pool.accessToken({ sub: 'kira' });
    const posted = await call('POST', '/api/activities', token, { text: ' Hello ', expires_in: '1h' });
    expect(posted).toMatchObject({ status: 201, body: { crud: { text: 'Hello', name: 'Kira', handle: 'nerys' } } });
    expect((await call('GET', '/api/messages', token)).body.messages).toHaveLength(3);
  });

  it.each([
    [{ text: '' }, 'text'],
    [{ text: 'x'.repeat(241) }, 'text'],
    [{ text: 'right-to-left \u202E' }, 'text'],
    [{ text: 42 }, 'text'],
    [{ text: 'Hello', expires_in: '9y' }, 'expires_in'],
    [{ text: 'Hello', handle: 'andrewbrown' }, 'handle'],
    [[], 'text'],
  ])('refuses the input %j and names the field', async (input, field) => {
    const answer = await call('POST', '/api/activities', await pool.accessToken(), input);
    expect(answer).toMatchObject({
      status: 422,
      body: { error: 'input_invalid', fields: { [field]: expect.any(String) } },
    });
  });

  it('answers 400 for a body that is no JSON, and 413 for one that is too large', async () => {
    const token = await pool.accessToken();
    expect((await call('POST', '/api/activities', token, '{"text":')).status).toBe(400);
    expect((await call('POST', '/api/activities', token, { text: 'x'.repeat(20_000) })).status).toBe(413);
  });

  it('lets moderators remove a crud, and nobody else', async () => {
    const member = await pool.accessToken({ sub: 'quark' });
    const { id } = (await call('POST', '/api/activities', member, { text: 'Buy my root beer' })).body.crud;
    expect(await call('DELETE', `/api/activities/${id}`, member)).toMatchObject({
      status: 403,
      body: { reason: 'group_missing' },
    });
    const moderator = await pool.accessToken({ sub: 'odo', 'cognito:groups': ['moderators'] });
    expect((await call('DELETE', `/api/activities/${id}`, moderator)).status).toBe(204);
    expect((await call('DELETE', `/api/activities/${id}`, moderator)).status).toBe(404);
    const { cruds, removals } = (await call('GET', '/api/moderation', moderator)).body;
    expect(cruds).not.toContainEqual(expect.objectContaining({ id }));
    expect(removals[0]).toMatchObject({ id, text: 'Buy my root beer' });
  });

  it('refuses every token of a member who signed out everywhere, from the next request on, and says who did it', async () => {
    const tokens = await Promise.all([pool.accessToken({ sub: 'ezri' }), pool.accessToken({ sub: 'ezri' })]);
    const idToken = await pool.idToken({ sub: 'ezri' });
    expect((await call('POST', '/api/sign-out-everywhere', tokens[0])).status).toBe(204);
    for (const token of tokens) {
      expect(await call('GET', '/api/messages', token)).toMatchObject({
        status: 401,
        body: { reason: 'token_revoked' },
      });
    }
    expect(await call('POST', '/api/profile', idToken)).toMatchObject({
      status: 401,
      body: { reason: 'token_revoked' },
    });
    const home = await call('GET', '/api/activities/home', tokens[1]);
    expect(home.body).toMatchObject({ token_valid: false, reason: 'token_revoked', signed_out: { by: 'member' } });
    clock += 1_000;
    expect((await call('GET', '/api/messages', await pool.accessToken({ sub: 'ezri' }))).status).toBe(200);
  });

  it('keeps out whom a moderator removed, with new tokens too and after a restart, until the day is over', async () => {
    await call('POST', '/api/profile', await pool.idToken({ sub: 'brunt', name: 'Brunt' }));
    const moderator = () => pool.accessToken({ sub: 'odo', 'cognito:groups': ['moderators'] });
    const brunt = () => pool.accessToken({ sub: 'brunt' });
    expect((await call('DELETE', '/api/members/brunt', await brunt())).status).toBe(403);
    expect((await call('DELETE', '/api/members/brunt', await moderator())).status).toBe(204);
    clock += 60_000;
    expect((await call('GET', '/api/messages', await brunt())).body).toMatchObject({ reason: 'token_revoked' });
    await backend.close();
    backend = await start(name);
    const home = await call('GET', '/api/activities/home', await brunt());
    expect(home.body).toMatchObject({ reason: 'token_revoked', signed_out: { by: 'moderator' } });
    const { members } = (await call('GET', '/api/moderation', await moderator())).body;
    expect(members).toContainEqual(expect.objectContaining({ sub: 'brunt', removed_until: expect.any(Number) }));
    clock += 24 * 3_600_000;
    expect((await call('GET', '/api/messages', await brunt())).status).toBe(200);
  });

  it.each([
    ['themselves', 'odo', 422],
    ['somebody who is not there', 'nobody', 404],
    ['somebody without an account', 'seed-worf', 404],
  ])('lets a moderator not remove %s', async (_what, sub, status) => {
    const moderator = await pool.accessToken({ sub: 'odo', 'cognito:groups': ['moderators'] });
    expect((await call('DELETE', `/api/members/${sub}`, moderator)).status).toBe(status);
  });

  it('forgets a crud when its time is over', async () => {
    const posted = await call('POST', '/api/activities', await pool.accessToken(), {
      text: 'Soon gone',
      expires_in: '1h',
    });
    expect(texts(await call('GET', '/api/activities/home'))).toContain('Soon gone');
    clock = posted.body.crud.expires_at;
    expect(texts(await call('GET', '/api/activities/home'))).not.toContain('Soon gone');
  });

  it('answers 404 in JSON for an unknown address', async () => {
    expect(await call('GET', '/api/nothing')).toMatchObject({ status: 404, body: { error: 'not_found' } });
  });

  it('loses nothing when it starts again', async () => {
    await call('POST', '/api/activities', await pool.accessToken(), { text: `Kept by ${name}` });
    await backend.close();
    backend = await start(name);
    expect(texts(await call('GET', '/api/activities/home'))).toContain(`Kept by ${name}`);
  });
});
