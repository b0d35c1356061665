const SECOND_TRY_WITHIN_MS = 1_000;
const AFTER_FAILURE_MS = 10_000;
const AFTER_COLD_FAILURE_MS = 1_000;
const WHILE_PENDING_MS = 6_000;
/** The verifier and its endpoint read the clock at different moments: one before the request travels, one after. */
const SLACK_MS = 250;

/** Watches, from the endpoint's side, whether key requests keep the distances that the verifier promises. */
export function createGateWatch(now: () => number, hasUsableKeys: () => boolean) {
  let last:
    | { at: number; realAt: number; state: string; outcome: 'pending' | 'good' | 'failed'; quick: number }
    | undefined;
  let requests = 0;
  let attempts = 0;
  const violations: string[] = [];

  /** To be called for each request. Returns a function to be called when a good answer has been sent. */
  function arrived(state: string): () => void {
    requests += 1;
    const at = now();
    const realAt = performance.now();
    const isSecondTry = last?.state === 'reset' && realAt - last.realAt < SECOND_TRY_WITHIN_MS;
    if (!isSecondTry) attempts += 1;
    const elapsed = last === undefined ? Number.POSITIVE_INFINITY : at - last.at;
    const quick =
      last?.outcome === 'good' && elapsed >= 0 && elapsed < AFTER_FAILURE_MS - SLACK_MS ? last.quick + 1 : 0;
    if (!isSecondTry && elapsed >= 0 && elapsed < leastGap() - SLACK_MS)
      violations.push(`${elapsed} ms after ${last?.state}`);
    // A refresh because of age may be followed at once by one for an unknown kid, and by no other.
    if (quick > 1) violations.push(`${quick} requests on the heels of a good answer`);
    const isGood = state === 'ok' || state === 'flip-flop';
    const mine = { at, realAt, state, outcome: isGood ? 'pending' : outcomeOf(state), quick } as NonNullable<
      typeof last
    >;
    last = isSecondTry && last !== undefined ? { ...mine, at: last.at } : mine;
    const current = last;
    return () => {
      current.outcome = 'good';
    };
  }

  function outcomeOf(state: string): 'pending' | 'failed' {
    return state === 'hang' || state === 'drip' ? 'pending' : 'failed';
  }

  function leastGap(): number {
    if (last === undefined || last.outcome === 'good') return 0;
    if (last.outcome === 'pending') return Math.min(WHILE_PENDING_MS, hasUsableKeys() ? AFTER_FAILURE_MS : 5_000);
    return hasUsableKeys() ? AFTER_FAILURE_MS : AFTER_COLD_FAILURE_MS;
  }

  return { arrived, violations, requests: () => requests, attempts: () => attempts };
}
