import { createLocalPool, type LocalPool } from '../pool/create-local-pool.ts';
import { type BackendName, startBackend } from '../server/start-backend.ts';
import type { PoolOfTheFrontEnd } from '../web/src/settings.ts';
import { freePort } from './free-port.ts';
import { startFrontEnd } from './front-end.ts';

export interface CruddurOptions {
  readonly backend: BackendName;
  readonly port: number;
  readonly databaseFile: string;
  /** A real pool; without it a local one is started. */
  readonly aws?: PoolOfTheFrontEnd | undefined;
}

export interface Cruddur {
  readonly url: string;
  readonly pool: LocalPool | undefined;
  readonly close: () => Promise<void>;
}

/** Somebody to sign in as at once. The account exists in the memory of the local pool alone. */
export const MODERATOR = { email: 'odo@cruddur.example', password: 'Bucket-4-Odo', name: 'Odo', handle: 'odo' };

/** Starts everything, in one process: the local pool, one of the back ends, and the front end before them. */
export async function startCruddur(options: CruddurOptions): Promise<Cruddur> {
  return options.aws === undefined ? startLocally(options) : startWith(options, options.aws, undefined);
}

async function startLocally(options: CruddurOptions): Promise<Cruddur> {
  const port = await freePort(options.port);
  const origin = `http://127.0.0.1:${port}`;
  const pool = await createLocalPool();
  pool.registerApp(origin);
  pool.createUser({ ...MODERATOR, groups: ['moderators'] });
  const { userPoolId, clientId } = pool;
  return startWith({ ...options, port }, { userPoolId, clientId, hostedLogin: origin }, pool);
}

async function startWith(
  { backend: name, port: wanted, databaseFile }: CruddurOptions,
  frontEndPool: PoolOfTheFrontEnd,
  pool: LocalPool | undefined,
): Promise<Cruddur> {
  const { userPoolId, clientId } = frontEndPool;
  const backend = await startBackend(name, pool?.verifierOptions ?? { userPoolId, clientId }, databaseFile);
  const port = await freePort(wanted);
  const frontEnd = await startFrontEnd({ pool: frontEndPool, port, backendUrl: backend.url, poolUrl: pool?.url });
  // Cognito takes http callback addresses under the name localhost alone.
  const host = pool === undefined ? 'localhost' : '127.0.0.1';
  return {
    url: `http://${host}:${port}/`,
    pool,
    async close() {
      await frontEnd.close();
      await backend.close();
      await pool?.close();
    },
  };
}
