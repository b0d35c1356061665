import type { Parameters } from 'fast-check';

/**
 * Fixed seed, so that a red run can be repeated. `PROPERTY_RUNS` replaces the number of runs (1,000,000 by night), and
 * `PROPERTY_SEED` the seed.
 */
export function runs(byDefault: number): Parameters<unknown> {
  return {
    seed: Number(process.env.PROPERTY_SEED ?? 20_300_101),
    numRuns: Number(process.env.PROPERTY_RUNS ?? byDefault),
  };
}

/** Long enough for the runs that were asked for. There is a limit at all so that a test that hangs is noticed. */
export const TIMEOUT_MS = process.env.PROPERTY_RUNS === undefined ? 60_000 : 24 * 3_600_000;
