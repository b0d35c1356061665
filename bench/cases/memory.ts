import { createCognitoVerifier } from 'cognito-guard';
import { cognitoGuard, OURS } from '../contenders/cognito-guard.ts';
import { drive } from '../measure/drive.ts';
import { usedHeap } from '../measure/used-heap.ts';
import type { Case } from './case.ts';

const IN_FLIGHT = 64;

export const memory: Case = {
  title: 'Memory',
  async run(fixture, { memoryTokens }) {
    const { userPoolId, clientId, jwks, access } = fixture;
    const tokens = access.map((token) => Buffer.from(token, 'latin1'));
    const tokenCache = { max: tokens.length };
    const remembering = createCognitoVerifier({ userPoolId, clientId, jwks, tokenUse: 'access', tokenCache });
    const half = tokens.length / 2;
    await drive(remembering.verify, tokens, { calls: half, inFlight: IN_FLIGHT, from: 0 });
    const before = usedHeap();
    await drive(remembering.verify, tokens, { calls: half, inFlight: IN_FLIGHT, from: half });
    const bytesPerToken = (usedHeap() - before) / half;

    const usual = await cognitoGuard('verify').start(fixture, 'access');
    const step = memoryTokens / 10;
    const heaps = [];
    for (let from = 0; from < memoryTokens; from += step) {
      await drive(usual, tokens, { calls: step, inFlight: IN_FLIGHT, from });
      heaps.push(usedHeap());
    }
    // The first fifth warms up: compiled code and a full cache.
    const [, warm = Number.NaN] = heaps;
    const growthKilobytes = ((heaps.at(-1) ?? Number.NaN) - warm) / 1024;
    return [{ name: OURS, values: { bytesPerToken, tokens: memoryTokens, growthKilobytes } }];
  },
};
