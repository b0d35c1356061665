import { performance } from 'node:perf_hooks';
import { type CognitoVerifierOptions, combineVerifiers, createCognitoVerifier } from 'cognito-guard';
import { cognitoGuard } from '../contenders/cognito-guard.ts';
import { type Fixture, POOLS_WITH_TOKENS, poolId } from '../measure/fixture.ts';
import { type Case, compareRows } from './case.ts';

const POOLS = 10_000;
const MANY = `${POOLS} pools`;

/** Ten thousand tenants, each with a pool of its own, behind one verifier. */
export const scale: Case = {
  title: `${POOLS} pools behind one verifier`,
  async run(fixture, effort) {
    const { access, manyPools } = fixture;
    globalThis.gc?.();
    const heapBefore = process.memoryUsage().heapUsed;
    const startedAt = performance.now();
    const usual = await combined(fixture, {});
    const microsPerPool = ((performance.now() - startedAt) * 1000) / POOLS;
    globalThis.gc?.();
    const bytesPerPool = (process.memoryUsage().heapUsed - heapBefore) / POOLS;
    // The two tokens of a pool take turns, so where there is room for one, each is new.
    const forgetful = await combined(fixture, { tokenCache: { max: 1 } });
    const one = await cognitoGuard(fixture);

    const newTokens = { ...effort, inFlight: 64, expected: 'accepted' } as const;
    const ofMany = { name: MANY, verify: forgetful.verify, tokens: manyPools };
    const newRows = await compareRows([one, ofMany], access, newTokens);

    const seenByMany = { name: MANY, verify: usual.verify, tokens: manyPools.slice(0, POOLS_WITH_TOKENS) };
    const seenTokens = { ...newTokens, inFlight: 1 };
    const seenRows = await compareRows([one, seenByMany], access.slice(0, POOLS_WITH_TOKENS), seenTokens);

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
