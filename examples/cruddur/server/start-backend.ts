import { createExpressServer } from './express.ts';
import { createFastifyServer } from './fastify.ts';
import { createKoaServer } from './koa.ts';
import { closeServer, listen } from './listen.ts';
import { createVerifiers, type PoolSettings } from './pool-settings.ts';
import { createRevocation } from './revocation.ts';
import { createService } from './service.ts';

export const BACKENDS = { express: createExpressServer, fastify: createFastifyServer, koa: createKoaServer };
export type BackendName = keyof typeof BACKENDS;

export function isBackendName(name: string): name is BackendName {
  return Object.hasOwn(BACKENDS, name);
}

export interface Backend {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts one of the three back ends on a free port of 127.0.0.1. The server of the front end proxies to it. Back ends with the same
 * `REDIS_URL` in their environment share what is revoked.
 */
export async function startBackend(name: BackendName, pool: PoolSettings, databaseFile: string): Promise<Backend> {
  const revocation = await createRevocation(pool.now, process.env.REDIS_URL || undefined);
  const service = createService(databaseFile, revocation.list, pool.now);
  await service.restoreSignOuts();
  const verifiers = createVerifiers(pool, revocation.list.isRevoked);
  // Loads the keys before the first request. An outage at this moment does not throw: later requests try again.
  await Promise.all([verifiers.access.ready(), verifiers.id.ready()]);
  const server = await BACKENDS[name](service, verifiers);
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await closeServer(server);
      revocation.close();
      service.close();
    },
  };
}
