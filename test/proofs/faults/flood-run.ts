import { loopNow } from '../../support/loop-clock.ts';
import type { SocketStage } from './socket-stage.ts';

export interface FloodPlan {
  readonly seconds: number;
  readonly forgedPerSecond: number;
  readonly validPerSecond: number;
  readonly forged: () => string;
  readonly valid: (turn: number) => string;
}

export interface FloodReport {
  readonly validAccepted: number;
  readonly validRefused: number;
  readonly forgedAccepted: number;
  readonly forgedReasons: ReadonlySet<string>;
  /** How long valid users waited, by the clock of the event loop. */
  readonly medianMs: number;
  readonly p99Ms: number;
  /** How long all of it took, in real time. */
  readonly seconds: number;
  /** The most calls that were waiting at a time. */
  readonly mostHeld: number;
}

const TICK_MS = 10;
/** A process that was held up does not send all that it missed in one burst. */
const MOST_CALLS_PER_TICK = 50;

/** Makes forged and valid calls at the rates of the plan, in real time, and ends when every call has been answered. */
export async function runFlood({ verifier }: SocketStage, plan: FloodPlan): Promise<FloodReport> {
  let held = 0;
  let mostHeld = 0;
  const reasons = new Set<string>();
  const validMs: number[] = [];
  const counts = { validAccepted: 0, validRefused: 0, forgedAccepted: 0 };
  const calls: Promise<void>[] = [];

  async function call(token: string, kind: 'forged' | 'valid'): Promise<void> {
    held += 1;
    const start = loopNow();
    const result = await verifier.verify(token);
    held -= 1;
    if (kind === 'valid') {
      validMs.push(loopNow() - start);
      counts[result.token_valid ? 'validAccepted' : 'validRefused'] += 1;
    } else if (result.token_valid) counts.forgedAccepted += 1;
    else reasons.add(result.reason);
  }

  const start = performance.now();
  let forged = 0;
  let valid = 0;
  for (let elapsed = 0; elapsed < plan.seconds * 1_000; elapsed = performance.now() - start) {
    const due = Math.min(forged + MOST_CALLS_PER_TICK, (elapsed / 1_000) * plan.forgedPerSecond);
    for (; forged < due; forged += 1) calls.push(call(plan.forged(), 'forged'));
    for (; valid < (elapsed / 1_000) * plan.validPerSecond; valid += 1) calls.push(call(plan.valid(valid), 'valid'));
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    // Counted after the pause, so that calls that were answered at once are not counted as held.
    mostHeld = Math.max(mostHeld, held);
  }
  await Promise.all(calls);
  const seconds = (performance.now() - start) / 1_000;
  validMs.sort((a, b) => a - b);
  const quantile = (share: number) => validMs[Math.floor(validMs.length * share)] ?? 0;
  return { ...counts, forgedReasons: reasons, medianMs: quantile(0.5), p99Ms: quantile(0.99), mostHeld, seconds };
}
