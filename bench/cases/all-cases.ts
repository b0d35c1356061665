import type { Case } from './case.ts';
import { asCase } from './compare.ts';
import { COMPARISONS } from './comparisons.ts';
import { diagnostics } from './diagnostics.ts';
import { hostile } from './hostile.ts';
import { express, fastify, koa } from './http.ts';
import { manyPools } from './many-pools.ts';
import { memory } from './memory.ts';
import { revocation } from './revocation.ts';
import { size } from './size.ts';
import { start } from './start.ts';

const OTHERS = { hostile, fastify, express, koa, manyPools, memory, revocation, diagnostics, start, size };

export type ComparisonName = keyof typeof COMPARISONS;
export type CaseName = ComparisonName | keyof typeof OTHERS;

// The casts: the names are those of the objects above.
export const COMPARISON_NAMES = Object.keys(COMPARISONS) as readonly ComparisonName[];
/** In the order in which they are run and shown. */
export const CASE_NAMES = [...COMPARISON_NAMES, ...Object.keys(OTHERS)] as readonly CaseName[];

export function caseOf(name: CaseName): Case {
  return name in OTHERS ? OTHERS[name as keyof typeof OTHERS] : asCase(COMPARISONS[name as ComparisonName]);
}
