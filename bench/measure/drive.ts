import { performance } from 'node:perf_hooks';

export interface Contender {
  readonly name: string;
  /** Accepts by returning or resolving, refuses by throwing, rejecting or a result that is not valid. */
  readonly verify: (token: string) => unknown;
  /** In place of those of the case, where it cannot take the same. */
  readonly tokens?: readonly string[];
}

export interface Sample {
  readonly perSecond: number;
  /** Event-loop time per token, in microseconds: what the process could not spend on anything else. */
  readonly loopMicros: number;
  /** Processor time per token, in microseconds, all threads together. */
  readonly cpuMicros: number;
}

/**
 * Verifies `calls` tokens, taken in turn from number `from` on, with so many in flight. Each string is built anew from its bytes: a token off
 * a socket has no hash yet, and a string object used twice would bring one along.
 */
export async function drive(
  { verify }: Contender,
  tokens: readonly Buffer[],
  { calls, inFlight, from }: { readonly calls: number; readonly inFlight: number; readonly from: number },
): Promise<Sample> {
  let taken = from;
  async function worker(): Promise<void> {
    while (taken < from + calls) {
      const token = tokens[taken++ % tokens.length]?.toString('latin1') ?? '';
      try {
        await verify(token);
      } catch {
        // A refusal: most peers tell it by throwing, and what that costs is part of the figure.
      }
    }
  }
  const cpuBefore = process.cpuUsage();
  const loopBefore = performance.eventLoopUtilization();
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const elapsedMs = performance.now() - start;
  const { active } = performance.eventLoopUtilization(loopBefore);
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    perSecond: (calls / elapsedMs) * 1000,
    loopMicros: (active / calls) * 1000,
    cpuMicros: (user + system) / calls,
  };
}
