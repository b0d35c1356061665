import { createTestUserPool, type TestUserPool } from 'cognito-guard/testing';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { closeServer, listen } from './listen.ts';
import { createVerifiers } from './pool-settings.ts';
import { createRevocation } from './revocation.ts';
import { createService } from './service.ts';
import { BACKENDS, type BackendName, startBackend } from './start-backend.ts';

let pool: TestUserPool;
beforeAll(async () => {
  pool = await createTestUserPool({ userPoolId: 'local_Cruddur1', issuer: 'http://127.0.0.1:1/local_Cruddur1' });
});

/** A key set at an address where nothing listens. */
function settings() {
  const { userPoolId, clientId, issuer } = pool;
  return { userPoolId, clientId, emulator: { issuer, jwksUri: 'http://127.0.0.1:9/jwks.json' } };
}

describe.each(Object.keys(BACKENDS) as BackendName[])('a fault on the side of the server, in %s', (name) => {
  it('is a 503, and not the public page, while the keys cannot be fetched', async () => {
    const backend = await startBackend(name, settings(), ':memory:');
    const headers = { authorization: `Bearer ${await pool.accessToken()}` };
    for (const path of ['/api/activities/home', '/api/messages']) {
      const response = await fetch(`${backend.url}${path}`, { headers });
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(response.headers.has('www-authenticate')).toBe(false);
      expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable', reason: 'keys_unavailable' });
    }
    await backend.close();
  });

  it('is a 503 as well while it cannot be known who was signed out', async () => {
    const { list } = await createRevocation();
    const service = createService(':memory:', list);
    const unknown = () => {
      throw new Error('Redis was not heard of');
    };
    const server = await BACKENDS[name](service, createVerifiers(pool.verifierOptions, unknown));
    const port = await listen(server, 0);
    const headers = { authorization: `Bearer ${await pool.accessToken()}` };
    for (const path of ['/api/activities/home', '/api/messages']) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
      expect([response.status, await response.json()]).toMatchObject([503, { reason: 'revocation_unavailable' }]);
    }
    await closeServer(server);
    service.close();
  });

  it('is a 500 if it is a bug, also for a caller without a token', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => log.mockRestore());
    const { list } = await createRevocation();
    const service = createService(':memory:', list);
    const bug = new Error('a bug');
    const home = () => {
      throw bug;
    };
    const server = await BACKENDS[name]({ ...service, home }, createVerifiers(settings(), list.isRevoked));
    const port = await listen(server, 0);
    const response = await fetch(`http://127.0.0.1:${port}/api/activities/home`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: 'internal_error' });
    expect(log).toHaveBeenCalledWith(bug);
    await closeServer(server);
    service.close();
  });
});
