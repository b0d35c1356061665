import { readFileSync, writeFileSync } from 'node:fs';
import { createTestUserPool, type PublicJwk } from 'cognito-guard/testing';

/** Tokens signed once per run and shared by every case and every Node, because signing takes longer than most cases. */
export interface Fixture {
  /** The file that holds it: a case starts processes of its own and hands them this path. */
  readonly file: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly jwks: { readonly keys: readonly PublicJwk[] };
  /** Good access tokens, about 1.2 KB each. */
  readonly access: readonly string[];
  /** Good ID tokens of a user in 100 groups. */
  readonly idWithManyGroups: readonly string[];
  /** Under a `kid` that the pool does not publish. */
  readonly unknownKid: readonly string[];
  /** Two tokens of each of `POOLS` pools: first one of every pool, then the other of every pool. */
  readonly manyPools: readonly string[];
}

/** What the access tokens are bound to: express-oauth2-jwt-bearer demands an audience. */
export const AUDIENCE = 'https://api.example.com';
export const POOLS = 10_000;
/** The IDs of the pools of `manyPools`. All of them publish the keys of the fixture's pool. */
export const poolId = (index: number) => `us-east-1_Pool${String(index).padStart(5, '0')}`;

/** So many users send tokens that were verified before: half of what a verifier remembers by default. */
export const ACTIVE_USERS = 500;
/** Far more than the 1,000 tokens that a verifier remembers: taken in turn, each of them is new every time. */
const NEW_TOKENS = 20_000;
/** Still new every time, and signed in a few seconds: for the regression check, which needs no other tokens. */
const FEW_NEW_TOKENS = 4_000;
const MANY_GROUPS = Array.from({ length: 100 }, (_, index) => `organisation-${index}-editors`);

/** What a user has after the hosted login page: scopes of the app and a group or two. */
const USUAL_CLAIMS = {
  aud: AUDIENCE,
  'cognito:groups': ['members', 'editors'],
  scope: 'openid profile email api.example.com/notes.write',
  version: 2,
};

export async function writeFixture(file: string, size: 'whole' | 'small'): Promise<void> {
  const pool = await createTestUserPool();
  const stranger = await createTestUserPool();
  const times = (count: number, mint: (index: number) => Promise<string>) =>
    Promise.all(Array.from({ length: count }, (_, index) => mint(index)));
  const isWhole = size === 'whole';
  const issuerOf = (index: number) => pool.issuer.replace(pool.userPoolId, poolId(index % POOLS));
  const fixture: Fixture = {
    file,
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    issuer: pool.issuer,
    jwks: pool.jwks,
    access: await times(isWhole ? NEW_TOKENS : FEW_NEW_TOKENS, () => pool.accessToken(USUAL_CLAIMS)),
    idWithManyGroups: await times(isWhole ? 2_000 : 0, () => pool.idToken({ 'cognito:groups': MANY_GROUPS })),
    unknownKid: await times(isWhole ? 2_000 : 0, () => stranger.accessToken(USUAL_CLAIMS)),
    manyPools: await times(isWhole ? 2 * POOLS : 0, (index) =>
      pool.accessToken({ ...USUAL_CLAIMS, iss: issuerOf(index) }),
    ),
  };
  writeFileSync(file, JSON.stringify(fixture));
}

// The one cast: the file was written by the function above, in this run.
export const readFixture = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Fixture;
