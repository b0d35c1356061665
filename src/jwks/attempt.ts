import { KEY_POLICY } from './policy.ts';

// On Workers an attempt dies with the request that started it: none of its code runs any more, no catch and no finally.
// So nothing that must run may come after an await. All state is in the plain fields of the attempt, and no counter
// ever has to be decremented.

/** One attempt to fetch the key set. */
export interface Attempt {
  /** Attempts are counted; a greater number is a younger one. */
  readonly number: number;
  readonly startedAt: number;
  /** The age of the set, or a `kid` that it does not have. It decides how long no other attempt follows. */
  readonly askedBy: 'age' | 'kid';
  /** Resolves when the attempt is over. On Workers it may never settle, or reject when the request that made it is gone. */
  readonly ended: Promise<void>;
  /** Whether it goes on when the request that started it is answered. */
  readonly goesOnAlone: boolean;
  /** `frozen`: with its process, for longer than its deadline. `dead`: its request is gone. Callers wait for neither. */
  state: 'pending' | 'succeeded' | 'failed' | 'frozen' | 'dead';
  /** Grows while the request that started it lives. */
  beats: number;
  /** When it last did. Milliseconds since 1970. */
  lastBeatAt: number;
  /** Callers that have joined it so far, by their kind. They are let go at its end, and the count ends with it. */
  readonly waiting: { knownKid: number; unknownKid: number };
}

/**
 * Counts on while the attempt is pending. Its timers belong to the request that started it, and stop with that. The first
 * one is set before anybody waits, or a caller's timer could be due earlier on a busy event loop.
 */
export function beat(attempt: Attempt, now: () => number): void {
  try {
    unreferenced(setTimeout(countOn, KEY_POLICY.beat));
  } catch {
    // At the top of a Worker's module there are neither timers nor requests: the attempt fails by itself.
  }

  function countOn(): void {
    if (attempt.state !== 'pending') return;
    attempt.beats += 1;
    attempt.lastBeatAt = now();
    beat(attempt, now);
  }
}

/** Whether it died with its request, judged by its last beat alone: for a caller that has not yet waited to see one. */
export function isDead({ state, goesOnAlone, lastBeatAt }: Attempt, at: number): boolean {
  return state === 'pending' && !goesOnAlone && at - lastBeatAt > KEY_POLICY.silentFor;
}

/** A timer that keeps no process alive. In browsers and Workers timers are numbers, which have no `unref`. */
function unreferenced<Timer>(timer: Timer): Timer {
  (timer as Partial<NodeJS.Timeout>).unref?.();
  return timer;
}

/** Waits for the attempt's end, for about that time. One that shows no sign of life meanwhile is marked as dead. */
export async function stateAfter(attempt: Attempt, ms: number): Promise<Attempt['state']> {
  const { beats } = attempt;
  const isSilent = () => attempt.state === 'pending' && attempt.beats === beats;
  let isGone = await rejectsWithin(ms, attempt.ended);
  // A shorter wait is the caller's last one. It may be too short to see a beat, so silence proves nothing.
  if (!isGone && ms === KEY_POLICY.noBeatFor && isSilent()) {
    // Node that stood still runs its late timers in any order; a beat that is due comes before any new timer.
    await rejectsWithin(0, attempt.ended);
    isGone = isSilent();
  }
  if (isGone && attempt.state === 'pending') attempt.state = 'dead';
  return attempt.state;
}

/** Waits for the promise or the time, whichever comes first. Tells whether the promise was rejected: its request is gone. */
async function rejectsWithin(ms: number, ended: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise<void>((resolve) => {
    try {
      timer = unreferenced(setTimeout(resolve, ms));
    } catch {
      // At the top of a Worker's module there are no timers. The attempt fails there by itself, and its end is waited for.
    }
  });
  try {
    await Promise.race([ended, timeIsUp]);
    return false;
  } catch {
    return true;
  } finally {
    clearTimeout(timer);
  }
}
