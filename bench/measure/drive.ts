import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Sample {
  readonly perSecond: number;
  /** Event-loop time per token, in microseconds: what the process could not spend on anything else. */
  readonly loopMicros: number;
  /** Processor time per token, in microseconds, of all threads together. */
  readonly cpuMicros: number;
  /** The same of the main thread alone, or NaN where Node does not tell it (before 22.19). */
  readonly mainCpuMicros: number;
}

/** Node's own, too young for the types of Node 20. */
const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
const microsOf = ({ user, system }: NodeJS.CpuUsage) => user + system;
const mainThreadMicros = () => (threadCpuUsage === undefined ? Number.NaN : microsOf(threadCpuUsage()));

interface Drive {
  readonly calls: number;
  readonly inFlight: number;
  readonly from: number;
  /** Each call begins in a turn of the event loop of its own, as one that comes off a socket does. */
  readonly ownTurn?: boolean | undefined;
}

/**
 * Verifies `calls` tokens, taken in turn from number `from` on, with so many in flight. Each string is built anew from
 * its bytes: a token off a socket has no hash yet, and a string object used twice would bring one along.
 */
export async function drive(
  verify: (token: string) => unknown,
  tokens: readonly Buffer[],
  { calls, inFlight, from, ownTurn = false }: Drive,
): Promise<Sample> {
  let taken = from;
  async function verifyInTurn(): Promise<void> {
    while (taken < from + calls) {
      if (ownTurn) await nextTurn();
      const token = tokens[taken++ % tokens.length]?.toString('latin1') ?? '';
      try {
        await verify(token);
      } catch {
        // A refusal: most peers tell it by throwing, and what that costs is part of the figure.
      }
    }
  }
  const cpuBefore = process.cpuUsage();
  const mainBefore = mainThreadMicros();
  const loopBefore = performance.eventLoopUtilization();
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, verifyInTurn));
  const elapsedMs = performance.now() - start;
  const { active } = performance.eventLoopUtilization(loopBefore);
  return {
    perSecond: (calls / elapsedMs) * 1000,
    loopMicros: (active / calls) * 1000,
    cpuMicros: microsOf(process.cpuUsage(cpuBefore)) / calls,
    mainCpuMicros: (mainThreadMicros() - mainBefore) / calls,
  };
}
