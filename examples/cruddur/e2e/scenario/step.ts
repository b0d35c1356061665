import type { Visit } from '../visit.ts';

/** A sentence about what should happen, and the function that tries it. Each step goes on where the last one ended. */
export type Step = readonly [sentence: string, run: (visit: Visit) => Promise<void>];
