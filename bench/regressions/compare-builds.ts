// `compare-builds.js comparison fixtureFile terms`: two builds of the library take turns; prints a Loss as JSON.
import { pathToFileURL } from 'node:url';
import { entrantsOf, mustAnswer } from '../cases/compare.ts';
import { COMPARISONS, type Comparison } from '../cases/comparisons.ts';
import { cognitoGuard, type Library } from '../contenders/cognito-guard.ts';
import { readFixture } from '../fixture.ts';
import { median, ratios } from '../measure/statistics.ts';
import { type Entrant, samplesOf } from '../measure/take-turns.ts';

export interface PairTerms {
  readonly baseline: string;
  readonly present: string;
  /** Which is loaded and warmed up first makes a small difference. */
  readonly presentFirst: boolean;
  readonly plantedPercent: number;
  readonly rounds: number;
  readonly batchMs: number;
}

/** Processor time of the present build to the baseline's, round by round. Empty where a build has no such entry. */
export interface Loss {
  readonly allThreads: readonly number[];
  readonly mainThread: readonly number[];
}

const [name = '', fixtureFile = '', json = '{}'] = process.argv.slice(2);
const { baseline, present, presentFirst, plantedPercent, rounds, batchMs }: PairTerms = JSON.parse(json);
const comparison: Comparison | undefined = new Map<string, Comparison>(Object.entries(COMPARISONS)).get(name);
if (comparison === undefined) throw new Error(`There is no comparison ${name}`);
const { inFlight, ownTurn, expected, entry = 'verify' } = comparison;
const fixture = readFixture(fixtureFile);

const NOT_COMPARED: Loss = { allThreads: [], mainThread: [] };

const files = presentFirst ? [present, baseline] : [baseline, present];
const libraries: readonly Library[] = await Promise.all(files.map((file) => import(pathToFileURL(file).href)));
const hasEntry = libraries.every((library) => entry === 'verify' || entry in library);
console.log(JSON.stringify(hasEntry ? await compareBuilds(comparison) : NOT_COMPARED));

async function compareBuilds(comparison: Comparison): Promise<Loss> {
  const contenders = libraries.map((library) => cognitoGuard(entry, library));
  const entrants = [...(await entrantsOf(comparison, contenders, fixture))];
  const [presentAt, baselineAt] = presentFirst ? [0, 1] : [1, 0];
  for (const entrant of entrants) await mustAnswer(expected, entrant);
  if (plantedPercent > 0) entrants[presentAt] = await slowedDown(entrants[presentAt] as Entrant);
  const samples = await samplesOf(entrants, { inFlight, ownTurn, rounds, batchMs });
  const lossOf = (measure: 'cpuMicros' | 'mainCpuMicros') => {
    const series = (position: number) => (samples[position] ?? []).map((sample) => sample[measure]);
    return ratios(series(presentAt), series(baselineAt));
  };
  return { allThreads: lossOf('cpuMicros'), mainThread: lossOf('mainCpuMicros') };
}

/**
 * The same with a busy wait before the calls, for this share of what they take of the main thread. Reading the clock costs
 * more than a fifth of the cheapest calls, so these are charged for together.
 */
async function slowedDown(entrant: Entrant): Promise<Entrant> {
  const [samples = []] = await samplesOf([entrant], { inFlight, ownTurn, rounds: 5, batchMs });
  const micros = (median(samples.map(({ mainCpuMicros }) => mainCpuMicros)) * plantedPercent) / 100;
  let owedMicros = 0;
  return {
    ...entrant,
    verify(token) {
      owedMicros += micros;
      if (owedMicros >= 2) {
        busyWait(owedMicros);
        owedMicros = 0;
      }
      return entrant.verify(token);
    },
  };
}

function busyWait(micros: number): void {
  const end = performance.now() + micros / 1000;
  while (performance.now() < end);
}
