import { drive, type Sample } from './drive.ts';

/** The only order in which anything is measured here: all of them in every round, each time another one first. */
export async function takeTurns<Entrant>(
  entrants: readonly Entrant[],
  rounds: number,
  measure: (entrant: Entrant) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const first = round % entrants.length;
    for (const entrant of [...entrants.slice(first), ...entrants.slice(0, first)]) await measure(entrant);
  }
}

const WARM_UP_BATCHES = 8;

export interface Entrant {
  readonly name: string;
  readonly verify: (token: string) => unknown;
  readonly tokens: readonly string[];
}

export interface Terms {
  readonly inFlight: number;
  readonly ownTurn?: boolean | undefined;
  readonly rounds: number;
  /** How much processor time each entrant takes in each round. */
  readonly batchMs: number;
}

/** The samples of each entrant, in the order of the entrants; those at one position belong to one round. */
export async function samplesOf(
  entrants: readonly Entrant[],
  { inFlight, ownTurn, rounds, batchMs }: Terms,
): Promise<readonly (readonly Sample[])[]> {
  const warm = [];
  for (const entrant of entrants) {
    const run = runner(entrant, { inFlight, ownTurn });
    warm.push({ run, calls: await callsIn(batchMs, run, inFlight), samples: [] as Sample[] });
  }
  await takeTurns(warm, rounds, async ({ run, calls, samples }) => {
    samples.push(await run(calls));
  });
  return warm.map(({ samples }) => samples);
}

/** Each run goes on where the last one ended: begun anew, a short run would meet only tokens that it has seen. */
function runner({ verify, tokens: strings }: Entrant, terms: Pick<Terms, 'inFlight' | 'ownTurn'>) {
  const tokens = strings.map((token) => Buffer.from(token, 'latin1'));
  let from = 0;
  return (calls: number): Promise<Sample> => {
    const sample = drive(verify, tokens, { ...terms, calls, from });
    from += calls;
    return sample;
  };
}

/**
 * Warms up until V8 has compiled what is hot, and finds how many calls fill one batch. By processor time, because on a busy
 * machine a batch by the clock would hold too few calls to measure.
 */
async function callsIn(batchMs: number, run: ReturnType<typeof runner>, inFlight: number): Promise<number> {
  let spentMs = 0;
  for (let calls = 16; ; calls *= 2) {
    const { cpuMicros } = await run(calls);
    spentMs += (cpuMicros * calls) / 1000;
    if (spentMs > WARM_UP_BATCHES * batchMs) return Math.max(inFlight, Math.round((batchMs * 1000) / cpuMicros));
  }
}
