import { OURS } from '../contenders/cognito-guard.ts';
import { compare } from '../measure/compare.ts';
import type { Contender, Sample } from '../measure/drive.ts';
import type { Fixture } from '../measure/fixture.ts';
import { median, medianRatio } from '../measure/statistics.ts';

export interface Row {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface Effort {
  /** Of interleaved runs; an odd number has a middle. */
  readonly rounds: number;
  readonly batchMs: number;
  /** Of different tokens in the test of memory. */
  readonly memoryTokens: number;
}

export interface Case {
  readonly title: string;
  /** Runs with the whole process pinned to one core. */
  readonly oneCore?: true;
  readonly run: (fixture: Fixture, effort: Effort) => Promise<readonly Row[]>;
}

/** One row per contender: medians of its own, and medians of ours in proportion to it, round by round. */
export async function compareRows(
  contenders: readonly Contender[],
  tokens: readonly string[],
  { inFlight, rounds, batchMs }: Effort & { readonly inFlight: number },
): Promise<readonly Row[]> {
  const { samples } = await compare(contenders, tokens, { inFlight, rounds, batchMs });
  const series = (name: string, measure: keyof Sample) => (samples[name] ?? []).map((s) => s[measure]);
  return contenders.map(({ name }) => ({
    name,
    values: {
      perSecond: median(series(name, 'perSecond')),
      loopMicros: median(series(name, 'loopMicros')),
      cpuMicros: median(series(name, 'cpuMicros')),
      ours: medianRatio(series(OURS, 'perSecond'), series(name, 'perSecond')),
      oursLoop: medianRatio(series(OURS, 'loopMicros'), series(name, 'loopMicros')),
    },
  }));
}
