import type { Case } from './case.ts';
import { forgedSignature, junkTokens, unknownKid } from './refused-tokens.ts';
import { seen } from './seen-tokens.ts';
import { oneCore, unique1, unique8, unique64 } from './unique-tokens.ts';

export const CASES = { unique64, unique8, unique1, oneCore, seen, forgedSignature, unknownKid, junkTokens };

// The one cast: the names are those of the object above.
export const CASE_NAMES = Object.keys(CASES) as readonly CaseName[];

export type CaseName = keyof typeof CASES;

export const caseOf = (name: CaseName): Case => CASES[name];
