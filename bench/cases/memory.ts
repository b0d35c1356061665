import { cognitoGuard } from '../contenders/cognito-guard.ts';
import { drive } from '../measure/drive.ts';
import type { Case } from './case.ts';

/** Heap in use after what is garbage is gone. Needs node --expose-gc. */
function heapBytes(): number {
  if (globalThis.gc === undefined) throw new Error('Run with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const IN_FLIGHT = 64;

export const memory: Case = {
  title: 'Memory',
  async run(fixture, { memoryTokens }) {
    const tokens = fixture.access.map((token) => Buffer.from(token, 'latin1'));
    const remembering = await cognitoGuard(fixture, { tokenCache: { max: tokens.length } });
    const half = tokens.length / 2;
    await drive(remembering, tokens, { calls: half, inFlight: IN_FLIGHT, from: 0 });
    const before = heapBytes();
    await drive(remembering, tokens, { calls: half, inFlight: IN_FLIGHT, from: half });
    const bytesPerToken = (heapBytes() - before) / half;

    const usual = await cognitoGuard(fixture);
    const step = memoryTokens / 10;
    const heaps = [];
    for (let from = 0; from < memoryTokens; from += step) {
      await drive(usual, tokens, { calls: step, inFlight: IN_FLIGHT, from });
      heaps.push(heapBytes());
    }
    // The first fifth warms up: compiled code and a full cache.
    const [, warm = 0] = heaps;
    const growthKilobytes = ((heaps.at(-1) ?? Number.NaN) - warm) / 1024;
    return [{ name: 'cognito-guard', values: { bytesPerToken, tokens: memoryTokens, growthKilobytes } }];
  },
};
