import { type CognitoVerifierOptions, createCognitoVerifier } from 'cognito-guard';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLongLivedPool, START } from '../../support/served-pool.ts';
import { runs, TIMEOUT_MS } from './runs.ts';

const pool = await createLongLivedPool();
const other = await createLongLivedPool();
const [idKey, accessKey] = pool.jwks.keys;
const replaced = { ...other.jwks.keys[1], kid: accessKey?.kid };

/** What the key endpoint may say; the last one fails. */
const ANSWERS = [[idKey, accessKey], [idKey], [accessKey], [idKey, replaced], [replaced], undefined] as const;

const seconds = START / 1000;
const TOKENS = await Promise.all([
  pool.accessToken(),
  pool.accessToken({ exp: seconds + 60 }),
  pool.accessToken({ nbf: seconds + 60 }),
  pool.accessToken({ exp: seconds + 2 * 3600, nbf: seconds + 3600 }),
  pool.accessToken({ client_id: 'otherclient' }),
  pool.accessToken({ aud: 'https://api.example.com' }),
  pool.idToken(),
  pool.accessToken({}, { kid: 'unknown' }),
  other.accessToken({}, { kid: accessKey?.kid }),
]);

const POLICIES: readonly Partial<CognitoVerifierOptions>[] = [
  { tokenUse: 'access' },
  { tokenUse: ['access', 'id'], clientId: 'any', clockToleranceSeconds: 30 },
  { tokenUse: 'access', audience: 'https://api.example.com' },
  { tokenUse: 'access', keys: { maxStaleSeconds: 900 } },
];

interface Model {
  ms: number;
  answer: (typeof ANSWERS)[number];
}

type Verifier = ReturnType<typeof createCognitoVerifier>;
interface Real {
  /** For each policy a verifier with a cache, so small that it evicts, and one without. */
  readonly pairs: readonly (readonly [cached: Verifier, uncached: Verifier])[];
}

function createReal(model: Model): Real {
  const verifierOf = (policy: Partial<CognitoVerifierOptions>, tokenCache: { max: number } | false) =>
    createCognitoVerifier({
      userPoolId: pool.userPoolId,
      clientId: pool.clientId,
      tokenUse: 'access',
      jwksUri: 'https://keys.example.com/jwks.json',
      ...policy,
      tokenCache,
      now: () => model.ms,
      fetch: async () => (model.answer ? Response.json({ keys: model.answer }) : new Response('no', { status: 500 })),
    });
  return { pairs: POLICIES.map((policy) => [verifierOf(policy, { max: 3 }), verifierOf(policy, false)] as const) };
}

type Command = fc.AsyncCommand<Model, Real>;
const always = () => true;

const moveClock = (ms: number): Command => ({
  check: always,
  run: async (model) => {
    model.ms += ms;
  },
  toString: () => `moveClock(${ms})`,
});

const changeKeys = (index: number): Command => ({
  check: always,
  run: async (model) => {
    model.answer = ANSWERS[index];
  },
  toString: () => `changeKeys(${index})`,
});

const verifyBoth = (policy: number, token: number): Command => ({
  check: always,
  run: async (_model, { pairs }) => {
    const [cached, uncached] = pairs[policy] as (typeof pairs)[number];
    // Both know the same keys before they are compared. A refresh in the background might land while the one checks a
    // signature that the other need not check, and then their answers differ by a moment and rightly so.
    await Promise.all([cached.ready(), uncached.ready()]);
    const answers = [await cached.verify(TOKENS[token]), await uncached.verify(TOKENS[token])];
    const [fromCache, fresh] = answers.map((answer) => ({ ...answer, cause: undefined }));
    expect(fromCache).toEqual(fresh);
  },
  toString: () => `verifyBoth(${policy}, ${token})`,
});

const MINUTE = 60_000;
const jump = fc.oneof(
  fc.constantFrom(1, 1_000, 10_001, 6 * MINUTE, 16 * MINUTE, 60 * MINUTE, 25 * 60 * MINUTE, -MINUTE, -60 * MINUTE),
  fc.integer({ min: -2 * 60 * MINUTE, max: 26 * 60 * MINUTE }),
);
const commands = fc.commands(
  [
    jump.map(moveClock),
    fc.nat(ANSWERS.length - 1).map(changeKeys),
    fc
      .tuple(fc.nat(POLICIES.length - 1), fc.nat(TOKENS.length - 1))
      .map(([policy, token]) => verifyBoth(policy, token)),
    // Again, with a few tokens only, so that the cache is hit.
    fc.tuple(fc.nat(1), fc.nat(2)).map(([policy, token]) => verifyBoth(policy, token)),
  ],
  { size: '+1' },
);

it(
  'gives one answer, cached or not, under any clock jumps, key changes and policies',
  async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const model: Model = { ms: START, answer: ANSWERS[0] };
        await fc.asyncModelRun(() => ({ model, real: createReal(model) }), sequence);
      }),
      runs(150),
    );
  },
  TIMEOUT_MS,
);
