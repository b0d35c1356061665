import { performance } from 'node:perf_hooks';
import { type CognitoVerifierOptions, combineVerifiers, createCognitoVerifier } from 'cognito-guard';
import { cognitoGuard, OURS } from '../contenders/cognito-guard.ts';
import { ACTIVE_USERS, type Fixture, POOLS, poolId } from '../fixture.ts';
import { usedHeap } from '../measure/used-heap.ts';
import type { Case } from './case.ts';
import { compareRows } from './compare.ts';

const MANY = `${POOLS.toLocaleString('en')} pools`;

/** As many tenants, each with a pool of its own, behind one verifier. */
export const manyPools: Case = {
  title: `${MANY} behind one verifier`,
  async run(fixture, effort) {
    const { access, manyPools: ofManyPools } = fixture;
    const heapBefore = usedHeap();
    const startedAt = performance.now();
    const usual = await combined(fixture, {});
    const microsPerPool = ((performance.now() - startedAt) * 1000) / POOLS;
    const bytesPerPool = (usedHeap() - heapBefore) / POOLS;
    // A pool's two tokens take turns, so to a verifier with room for one of them each is new.
    const forgetful = await combined(fixture, { tokenCache: { max: 1 } });
    const one = await cognitoGuard('verify').start(fixture, 'access');

    const terms = { ...effort, inFlight: 64, expected: 'accepted' } as const;
    const newTokens = [
      { name: MANY, verify: forgetful.verify, tokens: ofManyPools },
      { name: OURS, verify: one, tokens: access },
    ];
    const newRows = await compareRows(newTokens, terms);
    const seenTokens = [
      { name: MANY, verify: usual.verify, tokens: ofManyPools.slice(0, ACTIVE_USERS) },
      { name: OURS, verify: one, tokens: access.slice(0, ACTIVE_USERS) },
    ];
    const seenRows = await compareRows(seenTokens, { ...terms, inFlight: 1 });
    return [
      { name: MANY, values: { microsPerPool, bytesPerPool } },
      ...newRows.map(({ name, values }) => ({ name: `${name}, new tokens`, values })),
      ...seenRows.map(({ name, values }) => ({ name: `${name}, seen tokens`, values })),
    ];
  },
};

async function combined({ clientId, jwks }: Fixture, options: Pick<CognitoVerifierOptions, 'tokenCache'>) {
  const common = { clientId, jwks, tokenUse: 'access', ...options } as const;
  const verifiers = Array.from({ length: POOLS }, (_, index) =>
    createCognitoVerifier({ ...common, userPoolId: poolId(index) }),
  );
  const verifier = combineVerifiers(...verifiers);
  await verifier.ready();
  return verifier;
}
