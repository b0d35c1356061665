type Run = () => unknown;

/**
 * How many times as long one thing takes as another, on this machine and in this run. Both are run in turns and the
 * quickest turn of each counts, because other load on the machine only ever adds time.
 */
export async function timesAsLong(slow: Run, quick: Run, turns = 25): Promise<number> {
  const best = { slow: Number.POSITIVE_INFINITY, quick: Number.POSITIVE_INFINITY };
  for (let turn = 0; turn < turns; turn += 1) {
    best.slow = Math.min(best.slow, await msOf(slow));
    best.quick = Math.min(best.quick, await msOf(quick));
  }
  return best.slow / best.quick;
}

async function msOf(run: Run): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
