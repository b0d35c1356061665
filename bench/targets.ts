import type { CaseName } from './cases/all-cases.ts';

/** What was set out to be reached, row by row; the command prints what was reached beside it. */
export interface Target {
  readonly case: CaseName;
  readonly what: string;
  /** The row of the case, and the value in it. */
  readonly of: readonly [row: string, value: string];
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  readonly unit?: 'us' | 'bytes' | 'KB';
  /** Met on this Node; shown for the others. Absent: Node 24. */
  readonly node?: number;
}

const AWS = 'aws-jwt-verify';

export const TARGETS: readonly Target[] = [
  { case: 'unique64', what: `speed, to ${AWS}'s`, of: [AWS, 'oursSpeed'], bound: 'at least', value: 2.5 },
  {
    case: 'unique64',
    what: 'speed, to crypto.subtle.verify alone',
    of: ['crypto.subtle.verify alone', 'oursSpeed'],
    bound: 'at least',
    value: 0.78,
  },
  { case: 'unique64', what: `event-loop time, to ${AWS}'s`, of: [AWS, 'oursLoop'], bound: 'at most', value: 0.28 },
  { case: 'oneCore', what: `speed, to ${AWS}'s`, of: [AWS, 'oursSpeed'], bound: 'at least', value: 1.6 },
  {
    case: 'oneCore',
    what: `speed, to ${AWS}'s, Node 20`,
    of: [AWS, 'oursSpeed'],
    bound: 'at least',
    value: 1.15,
    node: 20,
  },
  { case: 'unique1', what: `latency, to ${AWS}'s`, of: [AWS, 'oursTime'], bound: 'at most', value: 1.3 },
  {
    case: 'seen',
    what: "speed, to fast-jwt's cache",
    of: ['fast-jwt cache', 'oursSpeed'],
    bound: 'at least',
    value: 4.5,
  },
  { case: 'seen', what: 'speed, to a bare Map', of: ['bare Map', 'oursSpeed'], bound: 'at least', value: 0.7 },
  { case: 'expired', what: `speed, to ${AWS}'s`, of: [AWS, 'oursSpeed'], bound: 'at least', value: 10 },
  {
    case: 'forgedSignature',
    what: `event-loop time, to ${AWS}'s`,
    of: [AWS, 'oursLoop'],
    bound: 'at most',
    value: 0.4,
  },
  { case: 'oversize', what: 'dots', of: ['cognito-guard', 'dotsMicros'], bound: 'at most', value: 10, unit: 'us' },
  {
    case: 'oversize',
    what: 'payload',
    of: ['cognito-guard', 'payloadMicros'],
    bound: 'at most',
    value: 10,
    unit: 'us',
  },
  { case: 'fastifyHttp', what: 'seen tokens, to bare', of: ['bare', 'oursSeenSpeed'], bound: 'at least', value: 0.85 },
  { case: 'fastifyHttp', what: `seen tokens, to ${AWS}`, of: [AWS, 'oursSeenSpeed'], bound: 'at least', value: 3 },
  {
    case: 'fastifyHttp',
    what: `unique tokens, to ${AWS}`,
    of: [AWS, 'oursUniqueSpeed'],
    bound: 'at least',
    value: 1.4,
  },
  {
    case: 'memory',
    what: 'per remembered token',
    of: ['cognito-guard', 'bytesPerToken'],
    bound: 'at most',
    value: 3_072,
    unit: 'bytes',
  },
  {
    case: 'memory',
    what: 'heap growth over all unique tokens',
    of: ['cognito-guard', 'growthKilobytes'],
    bound: 'at most',
    value: 512,
    unit: 'KB',
  },
  { case: 'start', what: `time, to ${AWS}'s`, of: [AWS, 'oursTime'], bound: 'at most', value: 1 },
  {
    case: 'size',
    what: 'core and fetch adapter, min + gzip',
    of: ['cognito-guard', 'gzipBytes'],
    bound: 'at most',
    value: 18_432,
    unit: 'bytes',
  },
  {
    case: 'scale',
    what: 'new tokens, time to one pool',
    of: ['10000 pools, new tokens', 'oursSpeed'],
    bound: 'at most',
    value: 1.1,
  },
  {
    case: 'scale',
    what: 'seen tokens, time to one pool',
    of: ['10000 pools, seen tokens', 'oursSpeed'],
    bound: 'at most',
    value: 2,
  },
];

export function isReached({ bound, value }: Target, measured: number): boolean {
  return bound === 'at least' ? measured >= value : measured <= value;
}
