import type { Entry } from '../contenders/cognito-guard.ts';
import type { Contender, TokenUse } from '../contenders/contender.ts';
import { fastJwt, fastJwtCache, fastJwtCacheByToken, getJwksAndFastJwt } from '../contenders/fast-jwt.ts';
import { bareMap, inline, subtle, threadPool } from '../contenders/floors.ts';
import { awsJwtVerify, awsVerifySync, jose, jsonwebtoken } from '../contenders/peers.ts';
import { ACTIVE_USERS, type Fixture } from '../fixture.ts';

/** The same tokens verified by one contender after the other. */
export interface Comparison {
  readonly title: string;
  readonly oneCore?: true;
  readonly inFlight: number;
  /** Each call begins in a turn of the event loop of its own, as one that comes off a socket does. */
  readonly ownTurn?: true;
  readonly expected: 'accepted' | 'refused';
  readonly tokenUse?: TokenUse;
  readonly tokens: (fixture: Fixture) => readonly string[];
  /** How the token comes to us. */
  readonly entry?: Entry;
  readonly others: readonly Contender[];
}

const AWS_BOTH = [awsJwtVerify, awsVerifySync];
const GENERAL = [jose, fastJwt, getJwksAndFastJwt, jsonwebtoken];

const newTokens = {
  expected: 'accepted',
  tokens: ({ access }) => access,
  others: [subtle, threadPool, inline, ...AWS_BOTH, ...GENERAL],
} as const satisfies Partial<Comparison>;

const seenTokens = {
  inFlight: 1,
  expected: 'accepted',
  tokens: ({ access }) => access.slice(0, ACTIVE_USERS),
} as const satisfies Partial<Comparison>;

const refusedTokens = { inFlight: 64, expected: 'refused', others: [...AWS_BOTH, ...GENERAL] } as const;

/** What scanners and broken clients send. */
const JUNK = ['null', 'undefined', 'admin', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.', '../../etc/passwd', '.'.repeat(64)];

export const COMPARISONS = {
  newTokens1: { ...newTokens, title: 'New tokens, one at a time', inFlight: 1, ownTurn: true },
  newTokens64: { ...newTokens, title: 'New tokens, 64 in flight', inFlight: 64 },
  oneCore: { ...newTokens, title: 'New tokens, 64 in flight, one core', inFlight: 64, oneCore: true },
  manyGroups: {
    title: 'New ID tokens with 100 groups',
    inFlight: 64,
    expected: 'accepted',
    tokenUse: 'id',
    tokens: ({ idWithManyGroups }) => idWithManyGroups,
    others: AWS_BOTH,
  },
  seen: {
    ...seenTokens,
    title: 'Seen tokens',
    others: [bareMap, fastJwtCache, fastJwtCacheByToken, ...AWS_BOTH],
  },
  seenInRequests: {
    ...seenTokens,
    title: 'Seen tokens, in the header of a request',
    entry: 'authenticateRequest',
    others: [bareMap],
  },
  forged: { ...refusedTokens, title: 'Forged signature under a known kid', tokens: forgedTokens },
  // Without those that ask for the keys again, and so wait instead of working.
  unknownKid: {
    ...refusedTokens,
    title: 'Unknown kid',
    tokens: ({ unknownKid }) => unknownKid,
    others: [awsVerifySync, jose, fastJwt],
  },
  junk: { ...refusedTokens, title: 'Junk', inFlight: 1, tokens: () => JUNK },
} as const satisfies Record<string, Comparison>;

/** Each with the signature of the next token: of the right form and size, so that the whole check must be done. */
function forgedTokens({ access }: Fixture): readonly string[] {
  const contentOf = (token = '') => token.slice(0, token.lastIndexOf('.'));
  const signatureOf = (token = '') => token.slice(token.lastIndexOf('.'));
  return access.slice(0, 2_000).map((token, index) => contentOf(token) + signatureOf(access[index + 1]));
}
