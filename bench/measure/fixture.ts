import { readFileSync, writeFileSync } from 'node:fs';
import { createTestUserPool, type PublicJwk } from 'cognito-guard/testing';

/** Tokens signed once per run and shared by every case and Node version: signing costs more than all the measuring. */
export interface Fixture {
  /** Where it is kept, for processes further down. */
  readonly file: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly jwks: { readonly keys: readonly PublicJwk[] };
  /** Good access tokens, about 1.1 KB each. */
  readonly access: readonly string[];
  /** Genuine, but their `exp` has passed. */
  readonly expired: readonly string[];
  /** Good ID tokens of a user in 100 groups. */
  readonly idWithManyGroups: readonly string[];
  /** Under a `kid` that the pool does not publish. */
  readonly unknownKid: readonly string[];
  /** Of many pools, in turn: the first token of each, then the second of each. */
  readonly manyPools: readonly string[];
}

/** What the access tokens are bound to. express-oauth2-jwt-bearer cannot do without. */
export const AUDIENCE = 'https://api.example.com';
/** The IDs of the pools of `manyPools`, and of as many more as one likes. They share the keys of the fixture's pool. */
export const poolId = (index: number) => `us-east-1_Pool${String(index).padStart(5, '0')}`;
export const POOLS_WITH_TOKENS = 1_000;
const TOKENS_PER_POOL = 2;

/** Far more than the 1,000 tokens that a verifier remembers: taken in turn, each is a new one. */
export const MANY_UNIQUE_TOKENS = 20_000;
/** The same at less cost, where the pool's size does not matter. */
export const FEW_UNIQUE_TOKENS = 4_000;
const FEWER_TOKENS = 2_000;
/** How long ago the expired tokens expired; a clock set back by more finds them good. */
export const EXPIRED_FOR_SECONDS = 3_600;
const MANY_GROUPS = Array.from({ length: 100 }, (_, index) => `organisation-${index}-editors`);

/** What a user has after the hosted login page: scopes of the app and a group or two. */
const USUAL_CLAIMS = {
  aud: AUDIENCE,
  'cognito:groups': ['members', 'editors'],
  scope: 'openid profile email api.example.com/notes.write',
  version: 2,
};

export async function writeFixture(file: string, uniqueTokens: number): Promise<void> {
  const pool = await createTestUserPool();
  const stranger = await createTestUserPool();
  const seconds = Math.floor(Date.now() / 1000);
  const times = (count: number, mint: (index: number) => Promise<string>) =>
    Promise.all(Array.from({ length: count }, (_, index) => mint(index)));
  const issuerOf = (index: number) => pool.issuer.replace(pool.userPoolId, poolId(index % POOLS_WITH_TOKENS));
  const past = { exp: seconds - EXPIRED_FOR_SECONDS, iat: seconds - 2 * EXPIRED_FOR_SECONDS };
  const fixture: Fixture = {
    file,
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    issuer: pool.issuer,
    jwks: pool.jwks,
    access: await times(uniqueTokens, () => pool.accessToken(USUAL_CLAIMS)),
    expired: await times(FEWER_TOKENS / 2, () => pool.accessToken({ ...USUAL_CLAIMS, ...past })),
    idWithManyGroups: await times(FEWER_TOKENS, () => pool.idToken({ 'cognito:groups': MANY_GROUPS })),
    unknownKid: await times(FEWER_TOKENS, () => stranger.accessToken(USUAL_CLAIMS)),
    manyPools: await times(POOLS_WITH_TOKENS * TOKENS_PER_POOL, (index) =>
      pool.accessToken({ ...USUAL_CLAIMS, iss: issuerOf(index) }),
    ),
  };
  writeFileSync(file, JSON.stringify(fixture));
}

// The one cast: the file was written by the function above, in this run.
export const readFixture = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Fixture;
