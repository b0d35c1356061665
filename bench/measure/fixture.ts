import { readFileSync, writeFileSync } from 'node:fs';
import { createTestUserPool, type PublicJwk } from 'cognito-guard/testing';

/** Tokens signed once per run and shared by every case and Node version: signing costs more than all the measuring. */
export interface Fixture {
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
}

/** Far more than the 1,000 tokens that a verifier remembers: taken in turn, each is a new one. */
const UNIQUE_TOKENS = 20_000;
const FEWER_TOKENS = 2_000;
/** How long ago the expired tokens expired; a clock set back by more finds them good. */
export const EXPIRED_FOR_SECONDS = 3_600;
const MANY_GROUPS = Array.from({ length: 100 }, (_, index) => `organisation-${index}-editors`);

/** What a user has after the hosted login page: scopes of the app and a group or two. */
const USUAL_CLAIMS = {
  'cognito:groups': ['members', 'editors'],
  scope: 'openid profile email api.example.com/notes.write',
  version: 2,
};

export async function writeFixture(file: string): Promise<void> {
  const pool = await createTestUserPool();
  const stranger = await createTestUserPool();
  const seconds = Math.floor(Date.now() / 1000);
  const times = (count: number, mint: () => Promise<string>) => Promise.all(Array.from({ length: count }, mint));
  const past = { exp: seconds - EXPIRED_FOR_SECONDS, iat: seconds - 2 * EXPIRED_FOR_SECONDS };
  const fixture: Fixture = {
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    issuer: pool.issuer,
    jwks: pool.jwks,
    access: await times(UNIQUE_TOKENS, () => pool.accessToken(USUAL_CLAIMS)),
    expired: await times(FEWER_TOKENS / 2, () => pool.accessToken({ ...USUAL_CLAIMS, ...past })),
    idWithManyGroups: await times(FEWER_TOKENS, () => pool.idToken({ 'cognito:groups': MANY_GROUPS })),
    unknownKid: await times(FEWER_TOKENS, () => stranger.accessToken(USUAL_CLAIMS)),
  };
  writeFileSync(file, JSON.stringify(fixture));
}

// The one cast: the file was written by the function above, in this run.
export const readFixture = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Fixture;
