import type { PoolSettings } from '../server/pool-settings.ts';
import { type BackendName, startBackend } from '../server/start-backend.ts';

/** Run by `two-back-ends.ts` in a process of its own, with `REDIS_URL` in its environment. */
export interface BackEndOrder {
  readonly backend: BackendName;
  readonly pool: PoolSettings;
  readonly databaseFile: string;
}

const { backend, pool, databaseFile } = JSON.parse(process.argv[2] ?? '') as BackEndOrder;
const { url } = await startBackend(backend, pool, databaseFile);
process.send?.(url);
// The parent has ended, or wants this to end.
process.once('disconnect', () => process.exit(0));
