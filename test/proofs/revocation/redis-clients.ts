import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { RedisClientLike } from '../../../src/revocation/redis-link.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
// The clients are installed by the package.json beside this file, where TypeScript does not look for types.
const require = createRequire(import.meta.url);

/** Two majors of both clients, under the names of package.json. */
export const CLIENTS = ['redis', 'ioredis', 'redis5', 'ioredis5'] as const;
export type ClientName = (typeof CLIENTS)[number];

export function installClients(): void {
  if (existsSync(`${FOLDER}/node_modules/redis`)) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'ignore' });
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

export function createClient(name: ClientName, port: number, credentials?: Credentials): RedisClientLike {
  const module = require(name);
  if (name.startsWith('io')) return new module.Redis({ host: '127.0.0.1', port, lazyConnect: true, ...credentials });
  return module.createClient({ url: `redis://127.0.0.1:${port}`, ...credentials });
}

/** The client's package and its version. */
export function versionOf(name: ClientName): string {
  const { name: package_, version } = JSON.parse(readFileSync(`${FOLDER}/node_modules/${name}/package.json`, 'utf8'));
  return `${package_} ${version}`;
}
