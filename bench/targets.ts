import type { CaseName, ComparisonName } from './cases/all-cases.ts';
import type { Row } from './cases/case.ts';
import { REFUSALS, SEEN_TOKENS } from './cases/diagnostics.ts';
import { EMPTY_LIST, FULL_LIST } from './cases/revocation.ts';
import { OURS } from './contenders/cognito-guard.ts';
import { FAST_JWT_CACHE } from './contenders/fast-jwt.ts';
import { BARE_MAP, SUBTLE } from './contenders/floors.ts';
import { AWS } from './contenders/peers.ts';

/** One thing that is to be reached on Node 24. Unless it has a unit it is a median of ratios, pair by pair in one run. */
export interface Target {
  readonly case: CaseName;
  readonly what: string;
  readonly row: string;
  readonly value: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly unit?: 'us' | 'bytes';
}

const COMBINED = 'combineVerifiers';

export const TARGETS: readonly Target[] = [
  { case: 'newTokens1', what: `latency, to ${AWS}'s`, row: AWS, value: 'oursTime', atMost: 1.05 },
  { case: 'newTokens64', what: `speed, to ${AWS}'s`, row: AWS, value: 'oursSpeed', atLeast: 2.5 },
  { case: 'newTokens64', what: `speed, to ${SUBTLE}`, row: SUBTLE, value: 'oursSpeed', atLeast: 0.85 },
  { case: 'newTokens64', what: `event-loop time, to ${AWS}'s`, row: AWS, value: 'oursLoop', atMost: 0.3 },
  { case: 'oneCore', what: `speed, to ${AWS}'s`, row: AWS, value: 'oursSpeed', atLeast: 1.8 },
  { case: 'seen', what: `speed, to ${FAST_JWT_CACHE}`, row: FAST_JWT_CACHE, value: 'oursSpeed', atLeast: 5 },
  { case: 'seen', what: `speed, to a ${BARE_MAP}`, row: BARE_MAP, value: 'oursSpeed', atLeast: 0.75 },
  { case: 'fastify', what: 'seen, to bare', row: 'bare, empty async hook', value: 'oursSeenSpeed', atLeast: 0.92 },
  { case: 'express', what: 'seen, to bare', row: 'bare', value: 'oursSeenSpeed', atLeast: 0.85 },
  { case: 'koa', what: 'seen, to bare', row: 'bare', value: 'oursSeenSpeed', atLeast: 0.85 },
  { case: 'fastify', what: `new, to ${AWS}`, row: AWS, value: 'oursNewSpeed', atLeast: 2.5 },
  {
    case: 'manyPools',
    what: "new tokens, to one pool's time",
    row: `${OURS}, new tokens`,
    value: 'oursTime',
    atMost: 1.25,
  },
  { case: 'manyPools', what: 'a pool', row: '10,000 pools', value: 'bytesPerPool', atMost: 4_096, unit: 'bytes' },
  { case: 'hostile', what: 'verify, worst', row: 'verify', value: 'worst', atMost: 50, unit: 'us' },
  { case: 'hostile', what: `${COMBINED}, worst`, row: COMBINED, value: 'worst', atMost: 50, unit: 'us' },
  { case: 'hostile', what: `${COMBINED}, 64 KB`, row: COMBINED, value: 'overlong', atMost: 50, unit: 'us' },
  {
    case: 'hostile',
    what: 'authenticateRequest, worst',
    row: 'authenticateRequest',
    value: 'worst',
    atMost: 50,
    unit: 'us',
  },
  { case: 'revocation', what: 'seen, nothing revoked', row: EMPTY_LIST, value: 'seenTime', atMost: 1.1 },
  { case: 'revocation', what: 'new, nothing revoked', row: EMPTY_LIST, value: 'newTime', atMost: 1.02 },
  { case: 'revocation', what: 'seen, a million revoked', row: FULL_LIST, value: 'seenTime', atMost: 1.3 },
  { case: 'diagnostics', what: SEEN_TOKENS, row: SEEN_TOKENS, value: 'oursSpeed', atLeast: 0.95 },
  { case: 'diagnostics', what: REFUSALS, row: REFUSALS, value: 'oursSpeed', atLeast: 0.95 },
  { case: 'size', what: 'core, minified and gzipped', row: 'core', value: 'gzipBytes', atMost: 14_336, unit: 'bytes' },
  { case: 'start', what: `time, to ${AWS}'s`, row: AWS, value: 'oursTime', atMost: 0.7 },
];

export const isReached = (
  { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }: Target,
  value: number,
) => value >= atLeast && value <= atMost;

/** @throws if no such row or value was measured, so that a renamed row cannot pass for a target that nobody missed */
export function measuredFor(target: Target, rows: readonly Row[]): number {
  const measured = rows.find(({ name }) => name === target.row)?.values[target.value];
  if (measured === undefined) throw new Error(`${target.case} measured no ${target.value} of "${target.row}"`);
  return measured;
}

/** What the regression check compares between two builds of the library. */
export const CHECKED_FOR_REGRESSIONS: readonly ComparisonName[] = [
  'newTokens64',
  'newTokens1',
  'seen',
  'seenInRequests',
  'forged',
  'junk',
];
/** Of processor time; less is not told from noise while others use the machine. */
export const TOLERATED_LOSS = 0.05;
