import type { Visit } from '../visit.ts';

/** A sentence about what a person sees, and how to see it. The steps of a scenario build on one another. */
export type Step = readonly [sentence: string, run: (visit: Visit) => Promise<void>];
