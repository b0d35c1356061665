import { type Contender, drive, type Sample } from './drive.ts';

export interface Comparison {
  /** Samples of each contender, by name; those of one index belong to one round. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
}

export interface Terms {
  readonly inFlight: number;
  readonly rounds: number;
  /** How long each contender runs in each round. */
  readonly batchMs: number;
}

/** Runs all contenders in every round, each time another one first. */
export async function compare(
  contenders: readonly Contender[],
  tokens: readonly string[],
  { inFlight, rounds, batchMs }: Terms,
): Promise<Comparison> {
  const entries = [];
  for (const contender of contenders) {
    const run = runner(contender, contender.tokens ?? tokens, inFlight);
    entries.push({ name: contender.name, run, calls: await callsIn(batchMs, run, inFlight), samples: [] as Sample[] });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < entries.length; turn += 1) {
      const entry = entries[(round + turn) % entries.length];
      entry?.samples.push(await entry.run(entry.calls));
    }
  }
  return { samples: Object.fromEntries(entries.map(({ name, samples }) => [name, samples])) };
}

/** Each run goes on where the last one ended: begun anew, a short run would meet only tokens that it has seen. */
function runner(contender: Contender, strings: readonly string[], inFlight: number) {
  const tokens = strings.map((token) => Buffer.from(token, 'latin1'));
  let from = 0;
  return (calls: number): Promise<Sample> => {
    const sample = drive(contender, tokens, { calls, inFlight, from });
    from += calls;
    return sample;
  };
}

/** Until V8 has compiled what is hot: on busy cores its compiler threads need a while. */
const WARM_UP_MS = 400;

/** Warms up, and finds how many calls fill a batch. */
async function callsIn(batchMs: number, run: ReturnType<typeof runner>, inFlight: number): Promise<number> {
  const start = performance.now();
  for (let calls = 256; ; calls *= 2) {
    const { perSecond } = await run(calls);
    if (performance.now() - start > WARM_UP_MS) return Math.max(inFlight, Math.round((perSecond * batchMs) / 1000));
  }
}
