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
  /** So many different tokens pass a verifier in the test of memory. */
  readonly memoryTokens: number;
  /** Only these contenders; all, if absent. */
  readonly only?: readonly string[];
}

export interface Case {
  readonly title: string;
  /** The whole process is pinned to one core. */
  readonly oneCore?: true;
  readonly run: (fixture: Fixture, effort: Effort) => Promise<readonly Row[]>;
}

interface Terms extends Effort {
  readonly inFlight: number;
  readonly expected: 'accepted' | 'refused';
}

/** One row per contender: medians of its own, and medians of ours in proportion to it, round by round. */
export async function compareRows(
  all: readonly Contender[],
  tokens: readonly string[],
  { inFlight, rounds, batchMs, only, expected }: Terms,
): Promise<readonly Row[]> {
  const contenders = all.filter(({ name }) => only === undefined || only.includes(name));
  for (const contender of contenders) await mustAnswer(expected, contender, tokens);
  const { samples } = await compare(contenders, tokens, { inFlight, rounds, batchMs });
  const series = (name: string, measure: keyof Sample) => (samples[name] ?? []).map((sample) => sample[measure]);
  return contenders.map(({ name }) => ({
    name,
    values: {
      perSecond: median(series(name, 'perSecond')),
      loopMicros: median(series(name, 'loopMicros')),
      cpuMicros: median(series(name, 'cpuMicros')),
      oursSpeed: medianRatio(series(OURS, 'perSecond'), series(name, 'perSecond')),
      oursTime: medianRatio(series(name, 'perSecond'), series(OURS, 'perSecond')),
      oursLoop: medianRatio(series(OURS, 'loopMicros'), series(name, 'loopMicros')),
    },
  }));
}

/** A figure for a wrong answer is worth nothing. */
async function mustAnswer(expected: Terms['expected'], contender: Contender, given: readonly string[]) {
  const { name, verify, tokens = given } = contender;
  for (const token of tokens.slice(0, 3)) {
    const answer = await answerOf(verify, token);
    if (answer !== expected) throw new Error(`${name} was to answer ${expected}, and answered ${answer}`);
  }
}

async function answerOf(verify: Contender['verify'], token: string): Promise<Terms['expected']> {
  try {
    const result = await verify(token);
    const isOurRefusal = typeof result === 'object' && result !== null && 'reason' in result;
    return result === false || isOurRefusal ? 'refused' : 'accepted';
  } catch {
    return 'refused';
  }
}
