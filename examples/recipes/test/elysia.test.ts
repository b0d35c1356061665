import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bearer, recipeAt } from './loopback.ts';
import { startProgram } from './program.ts';
import { describeRecipe, type KeyEndpoint, pool } from './recipe-contract.ts';
import { jwksUriFor } from './served-pool.ts';

const bun = fileURLToPath(new URL('../node_modules/.bin/bun', import.meta.url));
const isInstalled = existsSync(bun);
if (!isInstalled)
  console.warn('elysia.ts is not tested: Bun is not installed. `npm ci` installs it, scripts permitted.');

/** One process for each state of the key endpoint: it starts slowly and keeps nothing between the cases but keys. */
const origins = new Map<KeyEndpoint, Promise<string>>();

function start(endpoint: KeyEndpoint): Promise<string> {
  const script = fileURLToPath(new URL('serve-elysia.ts', import.meta.url));
  const args = [script, pool.userPoolId, pool.clientId, jwksUriFor(endpoint)];
  const origin = origins.get(endpoint) ?? startProgram({ command: bun, args });
  origins.set(endpoint, origin);
  return origin;
}

describe.skipIf(!isInstalled)('on Bun', () => {
  describeRecipe('elysia.ts', async (endpoint) => recipeAt(await start(endpoint)));

  it.each<[path: string, status: number]>([
    ['/health', 200],
    ['/no-such-path', 404],
  ])('leaves what is declared outside of the guarded parts alone: %s', async (path, status) => {
    expect((await fetch((await start('up')) + path)).status).toBe(status);
  });

  it('does not run the handler of a refused request', async () => {
    const response = await fetch(`${await start('up')}/messages`, { headers: bearer(await pool.idToken()) });
    expect(response.status).toBe(401);
    expect(Object.keys(await response.json())).toEqual(['error', 'error_description', 'reason']);
  });
});
