import type { ComparisonName } from '../cases/all-cases.ts';
import { COMPARISONS } from '../cases/comparisons.ts';
import { runInProcess } from '../measure/run-in-process.ts';
import { median, quantile } from '../measure/statistics.ts';
import { TOLERATED_LOSS } from '../targets.ts';
import { bundleSources, lastOtherCommit } from './bundle-sources.ts';
import type { Loss, PairTerms } from './compare-builds.ts';

/** V8 compiles the same code a little better or worse in each process, so several processes have a say. */
const PROCESSES = 4;
const ROUNDS = 22;
const BATCH_MS = 30;
/** Two thirds of the 88 rounds: by chance alone, one case in a thousand has so many on one side of its middle. */
const SHARE_OF_ROUNDS = 2 / 3;

interface Options {
  readonly names: readonly ComparisonName[];
  readonly baseline: string | undefined;
  /** Makes the present build so much slower, to see the check fail. */
  readonly plantedPercent: number;
}

/**
 * Whether the sources as they are take no more processor time than those of a commit before. Time on the clock is not
 * looked at: a neighbour on the machine stretches it, and processor time hardly at all.
 */
export async function checkForRegressions(
  node: string,
  fixtureFile: string,
  { names, baseline = lastOtherCommit(), plantedPercent }: Options,
): Promise<boolean> {
  console.log(`The sources as they are, to those of ${baseline}; a case is slower if two thirds of its rounds are`);
  console.log(`by more than ${TOLERATED_LOSS * 100} %, and are so again when it is repeated.\n`);
  const files = { baseline: await bundleSources('baseline', baseline), present: await bundleSources('present') };
  let holds = true;
  for (const name of names) {
    const lossesOf = async (): Promise<readonly Loss[]> => {
      const losses = [];
      for (let turn = 0; turn < PROCESSES; turn += 1) {
        const terms: PairTerms = {
          ...files,
          plantedPercent,
          rounds: ROUNDS,
          batchMs: BATCH_MS,
          presentFirst: turn % 2 === 1,
        };
        const command = ['regressions/compare-builds.js', name, fixtureFile, JSON.stringify(terms)] as const;
        losses.push(await runInProcess<Loss>(node, command));
      }
      return losses;
    };
    const { title } = COMPARISONS[name];
    const isSlower = isLoss(title, await lossesOf()) && isLoss(`${title}, repeated`, await lossesOf());
    holds &&= !isSlower;
  }
  console.log(holds ? '\nNo slower than it was.' : '\nSlower than it was.');
  return holds;
}

/** Whether all threads together, or the main thread alone, took more than is tolerated. */
function isLoss(title: string, losses: readonly Loss[]): boolean {
  if (losses.every(({ allThreads }) => allThreads.length === 0)) {
    console.log(`-      ${title}: left out, because one of the two has no such entry`);
    return false;
  }
  const verdicts = (['allThreads', 'mainThread'] as const).map((threads) => {
    const ratios = losses.flatMap((loss) => loss[threads]);
    const lower = quantile(ratios, 1 - SHARE_OF_ROUNDS);
    const isSlower = lower > 1 + TOLERATED_LOSS;
    const figures = `median ${median(ratios).toFixed(3)}, lower third above ${lower.toFixed(3)}`;
    console.log(
      `${isSlower ? 'SLOWER' : 'ok    '} ${title}: ${threads === 'allThreads' ? 'all threads' : 'main thread'} ${figures}`,
    );
    return isSlower;
  });
  return verdicts.includes(true);
}
