import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createCognitoVerifier } from '../../../src/index.ts';
import { createTestUserPool } from '../../../src/testing/create-test-user-pool.ts';
import { collectedHeap } from '../../support/collected-heap.ts';

// A program that is given the address of a misbehaving key endpoint and measures what one refused key set costs.

const jwksUri = process.argv[2] ?? '';
const pool = await createTestUserPool();
const token = await pool.accessToken();
const verifierOf = (uri: string) =>
  createCognitoVerifier({ ...pool.verifierOptions, fetch: globalThis.fetch, tokenUse: 'access', jwksUri: uri });

// Good requests first: fetch allocates memory at the beginning and keeps it, and none of that is to be counted.
const local = await pool.listen();
for (let round = 0; round < 100; round += 1) await verifierOf(local.jwksUri).verify(token);
await local.close();
await collectedHeap();

const baseline = process.memoryUsage.rss();
let peak = baseline;
const sampler = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 2);
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
const result = await verifierOf(jwksUri).verify(token);
// A reader that did not cancel the body would still be receiving it now.
await new Promise((resolve) => setTimeout(resolve, 300));
delays.disable();
clearInterval(sampler);

// What to compare with: how long this machine blocks to parse a tenth of such a body in one go.
const body = Buffer.concat([Buffer.from('{'), Buffer.alloc(10 * 1_048_576, ' '), Buffer.from('}')]);
const start = performance.now();
JSON.parse(body.toString());
const carelessMs = performance.now() - start;
process.send?.({
  outcome: result.token_valid ? 'accepted' : result.reason,
  peakRssBytes: peak - baseline,
  blockedShare: delays.max / 1e6 / carelessMs,
});
process.disconnect?.();
