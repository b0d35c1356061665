import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createLocalPool } from '../../local-user-pool/src/create-local-pool.ts';
import type { BackendName } from '../server/start-backend.ts';
import { freePort } from '../start/free-port.ts';
import { startFrontEnd } from '../start/front-end.ts';
import { MODERATOR, REQUIRED_ATTRIBUTES } from '../start/start-cruddur.ts';
import type { BackEndOrder } from './back-end-process.ts';
import { startRedis } from './redis-server.ts';

const PROGRAM = fileURLToPath(new URL('back-end-process.ts', import.meta.url));

export type TwoBackEnds = Awaited<ReturnType<typeof startTwoBackEnds>>;

/**
 * One pool, one database and one Redis server; two back ends in processes of their own, each behind a front end of its own. The clock
 * of the pool must not be moved: the processes would not know.
 */
export async function startTwoBackEnds(backend: BackendName, databaseFile: string) {
  const redis = await startRedis();
  const pool = await createLocalPool({ requiredAttributes: REQUIRED_ATTRIBUTES });
  const { email, password, handle } = MODERATOR;
  const attributes = { name: 'Odo', preferred_username: handle };
  pool.createUser({ email, password, attributes, groups: ['moderators'] });

  const { userPoolId, clientId, issuer } = pool;
  const order: BackEndOrder = { backend, databaseFile, pool: { userPoolId, clientId, emulator: { issuer } } };
  const startDevice = async () => {
    const { child, url: backendUrl } = await startProcess(order, redis.url);
    const port = await freePort(0);
    const frontEnd = await startFrontEnd({ pool: { userPoolId, clientId }, port, backendUrl, poolUrl: pool.url });
    return { url: `http://127.0.0.1:${port}/`, backendUrl, child, close: () => frontEnd.close() };
  };
  const first = await startDevice();
  const second = await startDevice();

  return {
    pool,
    redis,
    first,
    second,
    endSecondBackEnd: () => end(second.child),
    async close() {
      await Promise.all([first.close(), second.close(), end(first.child), end(second.child)]);
      await pool.close();
      await redis.kill();
    },
  };
}

async function startProcess(order: BackEndOrder, redisUrl: string) {
  const env = { ...process.env, NODE_ENV: 'development', REDIS_URL: redisUrl };
  const child = fork(PROGRAM, [JSON.stringify(order)], { env, execArgv: ['--import', 'tsx'] });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The back end ended with ${code} before it was up`);
  });
  const [url] = await Promise.race([once(child, 'message'), failed]);
  failed.catch(() => {});
  return { child, url: String(url) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
