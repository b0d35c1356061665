import { cognitoGuard } from '../contenders/cognito-guard.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Fixture } from '../fixture.ts';
import type { Sample } from '../measure/drive.ts';
import { median, medianRatio } from '../measure/statistics.ts';
import { type Entrant, samplesOf } from '../measure/take-turns.ts';
import type { Case, Effort, Row } from './case.ts';
import type { Comparison } from './comparisons.ts';

export function asCase(comparison: Comparison): Case {
  const { title, oneCore = false, entry = 'verify', inFlight, ownTurn, expected, others } = comparison;
  return {
    title,
    oneCore,
    run: async (fixture, effort) =>
      compareRows(await entrantsOf(comparison, [cognitoGuard(entry), ...others], fixture), {
        ...effort,
        inFlight,
        ownTurn,
        expected,
      }),
  };
}

/** The contenders of a comparison, ready to verify. */
export function entrantsOf(
  { tokens, tokenUse = 'access' }: Comparison,
  contenders: readonly Contender[],
  fixture: Fixture,
): Promise<readonly Entrant[]> {
  return Promise.all(
    contenders.map(async ({ name, start }) => ({
      name,
      verify: await start(fixture, tokenUse),
      tokens: tokens(fixture),
    })),
  );
}

interface Terms extends Pick<Effort, 'rounds' | 'batchMs'> {
  readonly inFlight: number;
  readonly ownTurn?: boolean | undefined;
  readonly expected: Comparison['expected'];
}

/** One row per entrant: medians of its own, and medians of the ratios of the first entrant's figures to its, round by round. */
export async function compareRows(
  entrants: readonly Entrant[],
  { expected, ...terms }: Terms,
): Promise<readonly Row[]> {
  for (const entrant of entrants) await mustAnswer(expected, entrant);
  const samples = await samplesOf(entrants, terms);
  const series = (position: number, measure: keyof Sample) =>
    (samples[position] ?? []).map((sample) => sample[measure]);
  return entrants.map(({ name }, position) => ({
    name,
    values: {
      perSecond: median(series(position, 'perSecond')),
      loopMicros: median(series(position, 'loopMicros')),
      cpuMicros: median(series(position, 'cpuMicros')),
      oursSpeed: medianRatio(series(0, 'perSecond'), series(position, 'perSecond')),
      oursTime: medianRatio(series(position, 'perSecond'), series(0, 'perSecond')),
      oursLoop: medianRatio(series(0, 'loopMicros'), series(position, 'loopMicros')),
    },
  }));
}

/** A figure for a wrong answer is worth nothing. */
export async function mustAnswer(expected: Terms['expected'], { name, verify, tokens }: Entrant): Promise<void> {
  for (const token of tokens.slice(0, 3)) {
    const answer = await answerOf(verify, token);
    if (answer !== expected) throw new Error(`${name} was to answer ${expected}, and answered ${answer}`);
  }
}

async function answerOf(verify: Entrant['verify'], token: string): Promise<Terms['expected']> {
  try {
    const result = await verify(token);
    if (result === false || result instanceof Response) return 'refused';
    const isOurRefusal = typeof result === 'object' && result !== null && 'reason' in result;
    return isOurRefusal ? 'refused' : 'accepted';
  } catch {
    return 'refused';
  }
}
