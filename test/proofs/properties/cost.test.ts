import { expect, it } from 'vitest';
import { readUnverifiedIssuer } from '../../../src/verify/read-unverified-issuer.ts';
import { timesAsLong } from '../../support/relative-time.ts';

it('reads iss in linear time, whatever the payload is', async () => {
  const read = (length: number) => {
    const token = `AAAA.${Buffer.from('['.repeat(length)).toString('base64url')}.AAAA`;
    return () => {
      for (let time = 0; time < 50; time += 1) readUnverifiedIssuer(token);
    };
  };
  // Ten times the length takes at most ten times as long; if the search were quadratic, a hundred times.
  expect(await timesAsLong(read(12_000), read(1_200))).toBeLessThan(40);
});
