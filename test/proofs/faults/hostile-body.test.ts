import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLongLivedPool } from '../../support/served-pool.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { FAULTS, packBomb } from './faults.ts';

const MEGABYTE = 1_048_576;
const MOST_RSS_BYTES = 16 * MEGABYTE;
/** As a share of the time for which this machine blocks when it parses 10 MB in one go. */
const LARGEST_BLOCKED_SHARE = 1;
const pool = await createLongLivedPool();
let server: FaultServer;

beforeAll(async () => {
  server = await startFaultServer(() => pool.jwks);
  await packBomb();
});
afterAll(() => server.close());

interface Cost {
  readonly outcome: string;
  readonly peakRssBytes: number;
  readonly blockedShare: number;
}

/** Measured in another process, so that the memory of the server is not counted. */
async function costInOwnProcess(): Promise<Cost> {
  const script = fileURLToPath(new URL('./measure-hostile-body.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, server.jwksUri], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [cost] = await once(child, 'message');
  await once(child, 'exit');
  return cost as Cost;
}

it.each(['a body of 100 MB', 'a gzip bomb of 300 MB'] as const)(
  '%s costs less than 16 MB and holds up nothing',
  async (fault) => {
    server.behave(FAULTS[fault]);
    const costs: Cost[] = [];
    const least = (measure: keyof Omit<Cost, 'outcome'>) => Math.min(...costs.map((cost) => cost[measure]));
    const isSmall = () => least('peakRssBytes') < MOST_RSS_BYTES && least('blockedShare') < LARGEST_BLOCKED_SHARE;
    // The least of up to five counts, because a busy machine only ever adds to a measurement.
    do costs.push(await costInOwnProcess());
    while (!isSmall() && costs.length < 5);
    expect(costs.map(({ outcome }) => outcome)).toEqual(costs.map(() => 'keys_unavailable'));
    console.info(
      `${fault}: ${(least('peakRssBytes') / MEGABYTE).toFixed(1)} MB, blocked for ${least('blockedShare').toFixed(2)} of the time that parsing 10 MB takes`,
    );
    expect(least('peakRssBytes')).toBeLessThan(MOST_RSS_BYTES);
    expect(least('blockedShare')).toBeLessThan(LARGEST_BLOCKED_SHARE);
  },
);
