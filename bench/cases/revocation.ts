import { type CognitoVerifierOptions, createCognitoVerifier } from 'cognito-guard';
import { createRevocationList, type RevocationEntry } from 'cognito-guard/revocation';
import { ACTIVE_USERS, type Fixture } from '../fixture.ts';
import { usedHeap } from '../measure/used-heap.ts';
import type { Case, Effort } from './case.ts';
import { compareRows } from './compare.ts';

type IsRevoked = NonNullable<CognitoVerifierOptions['isRevoked']>;

export const EMPTY_LIST = 'an empty list';
export const FULL_LIST = 'a list of a million';
/** Five for each token of the test of memory: a million with the usual effort. */
const ENTRIES_PER_TOKEN = 5;

/** What a list costs the tokens that are not revoked. */
export const revocation: Case = {
  title: 'Revocation: a token that is not revoked, with a list and without',
  async run(fixture, effort) {
    const entries = effort.memoryTokens * ENTRIES_PER_TOKEN;
    const sessions = await filled(entries, (number) => ({ session: uuidOf(number) }));
    const users = await filled(entries, (number) => ({ user: uuidOf(number) }));
    const hooks: readonly (readonly [name: string, isRevoked: IsRevoked, values: object])[] = [
      ['a hook that answers at once', () => false, {}],
      [EMPTY_LIST, createRevocationList().isRevoked, {}],
      [FULL_LIST, sessions.isRevoked, { entries, bytesPerEntry: sessions.bytesPerEntry }],
      ['the same, of users', users.isRevoked, { entries, bytesPerEntry: users.bytesPerEntry }],
    ];
    const rows = [];
    for (const [name, isRevoked, values] of hooks) {
      rows.push({ name, values: { ...values, ...(await timesOf(fixture, effort, isRevoked)) } });
    }
    return rows;
  },
};

/** Of a verifier with the hook, to one without. */
async function timesOf({ userPoolId, clientId, jwks, access }: Fixture, effort: Effort, isRevoked: IsRevoked) {
  const options = { userPoolId, clientId, jwks, tokenUse: 'access' } as const;
  const [asking, plain] = [createCognitoVerifier({ ...options, isRevoked }), createCognitoVerifier(options)];
  await Promise.all([asking.ready(), plain.ready()]);
  async function ratio(tokens: readonly string[], inFlight: number): Promise<number> {
    const entrants = [asking, plain].map(({ verify }, position) => ({ name: String(position), verify, tokens }));
    const [, row] = await compareRows(entrants, { ...effort, inFlight, expected: 'accepted' });
    return row?.values.oursTime ?? Number.NaN;
  }
  return { seenTime: await ratio(access.slice(0, ACTIVE_USERS), 1), newTime: await ratio(access, 64) };
}

async function filled(entries: number, entryOf: (number: number) => RevocationEntry) {
  const before = usedHeap();
  const list = createRevocationList({ max: entries });
  for (let number = 0; number < entries; number += 1) await list.revoke(entryOf(number));
  return { isRevoked: list.isRevoked, bytesPerEntry: (usedHeap() - before) / entries };
}

/** As long as Cognito's identifiers are, and flat in memory, as they come off a wire. */
const uuidOf = (number: number) =>
  Buffer.from(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`).toString('latin1');
