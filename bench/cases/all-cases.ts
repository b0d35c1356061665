import type { Case } from './case.ts';
import { expressHttp, fastifyHttp, koaHttp } from './http.ts';
import { memory } from './memory.ts';
import { oversize } from './oversize.ts';
import { forgedSignature, junkTokens, unknownKid } from './refused-tokens.ts';
import { scale } from './scale.ts';
import { expired, seen } from './seen-tokens.ts';
import { size } from './size.ts';
import { start } from './start.ts';
import { manyGroups, oneCore, unique1, unique8, unique64 } from './unique-tokens.ts';

/** In the order in which they are run and shown. */
export const CASES = {
  unique64,
  unique8,
  unique1,
  oneCore,
  manyGroups,
  seen,
  expired,
  forgedSignature,
  unknownKid,
  junkTokens,
  oversize,
  fastifyHttp,
  expressHttp,
  koaHttp,
  memory,
  start,
  size,
  scale,
} satisfies Record<string, Case>;

export type CaseName = keyof typeof CASES;

// The one cast: the names are those of the object above.
export const CASE_NAMES = Object.keys(CASES) as readonly CaseName[];

export const caseOf = (name: CaseName): Case => CASES[name];
