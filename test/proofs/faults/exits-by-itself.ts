import { createCognitoVerifier } from '../../../src/index.ts';
import { createTestUserPool } from '../../../src/testing/create-test-user-pool.ts';

// A program that must end by itself, although a key request hangs and a background refresh has failed.

let unhandled = 0;
process.on('unhandledRejection', () => {
  unhandled += 1;
});
const pool = await createTestUserPool();
let offsetMs = 0;
let endpoint: () => Promise<Response> = async () => Response.json(pool.jwks);
const verifier = createCognitoVerifier({
  ...pool.verifierOptions,
  tokenUse: 'access',
  now: () => Date.now() + offsetMs,
  fetch: () => endpoint(),
  onEvent: () => {
    throw new Error('An event handler that fails');
  },
});
const token = await pool.accessToken({ exp: Math.floor(Date.now() / 1000) + 86_400 });
const { token_valid: verified } = await verifier.verify(token);

endpoint = async () => {
  throw new Error('The background refresh fails');
};
offsetMs += 6 * 60_000;
await verifier.verify(token);
await new Promise((resolve) => setTimeout(resolve, 50));
const { status } = verifier.health();

// Now a request that hangs and for which nobody waits.
endpoint = () => new Promise(() => {});
offsetMs += 6 * 60_000;
await verifier.verify(token);
void verifier.ready();

process.on('exit', () => {
  console.log(`${verified ? 'verified' : 'refused'}, then ${status}, ${unhandled} unhandled rejections`);
});
