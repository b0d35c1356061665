import { createLocalPool, type LocalPool } from '../../local-user-pool/src/create-local-pool.ts';
import { type BackendName, startBackend } from '../server/start-backend.ts';
import type { PoolOfTheFrontEnd } from '../web/src/settings.ts';
import { freePort } from './free-port.ts';
import { startFrontEnd } from './front-end.ts';

export interface CruddurOptions {
  readonly backend: BackendName;
  readonly port: number;
  readonly databaseFile: string;
  /** A real pool. Without it, a local one is started. */
  readonly aws?: PoolOfTheFrontEnd | undefined;
}

export interface Cruddur {
  readonly url: string;
  readonly pool: LocalPool | undefined;
  readonly close: () => Promise<void>;
}

/** The same in `aws/template.yaml`. */
export const REQUIRED_ATTRIBUTES = ['email', 'name', 'preferred_username'];

/** Somebody to sign in as at once. The account exists in the local pool only. */
export const MODERATOR = { email: 'odo@cruddur.example', password: 'Bucket-4-Odo', handle: 'odo' };

/** Starts everything in one process: the local pool, one of the back ends, and the front end, which proxies to both. */
export async function startCruddur(options: CruddurOptions): Promise<Cruddur> {
  return options.aws === undefined ? startLocally(options) : startWith(options, options.aws, undefined);
}

async function startLocally(options: CruddurOptions): Promise<Cruddur> {
  const port = await freePort(options.port);
  const origin = `http://127.0.0.1:${port}`;
  const pool = await createLocalPool({ requiredAttributes: REQUIRED_ATTRIBUTES });
  pool.registerApp(origin);
  const { email, password, handle } = MODERATOR;
  const attributes = { name: 'Odo', preferred_username: handle };
  pool.createUser({ email, password, attributes, groups: ['moderators'] });
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
  // Cognito allows callback addresses with http for the name localhost only.
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
