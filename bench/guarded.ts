import type { Target } from './targets.ts';

const AWS = 'aws-jwt-verify';

/** Floors under what was reached, a fifth below it: low enough for a busy machine, high enough to feel a change. */
export const GUARDED: readonly Target[] = [
  { case: 'unique64', what: `speed, to ${AWS}'s`, of: [AWS, 'oursSpeed'], bound: 'at least', value: 1.7 },
  { case: 'unique64', what: `event-loop time, to ${AWS}'s`, of: [AWS, 'oursLoop'], bound: 'at most', value: 0.5 },
  { case: 'oneCore', what: `speed, to ${AWS}'s`, of: [AWS, 'oursSpeed'], bound: 'at least', value: 1.2 },
  {
    case: 'seen',
    what: "speed, to fast-jwt's cache",
    of: ['fast-jwt cache', 'oursSpeed'],
    bound: 'at least',
    value: 3.2,
  },
  { case: 'seen', what: 'speed, to a bare Map', of: ['bare Map', 'oursSpeed'], bound: 'at least', value: 0.45 },
  {
    case: 'forgedSignature',
    what: `event-loop time, to ${AWS}'s`,
    of: [AWS, 'oursLoop'],
    bound: 'at most',
    value: 0.55,
  },
  { case: 'junkTokens', what: `speed, to ${AWS}'s`, of: [AWS, 'oursSpeed'], bound: 'at least', value: 10 },
];
