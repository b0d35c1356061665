import { vi } from 'vitest';
import type { KeySet } from '../../../src/jwks/parse-key-set.ts';

// The rules for keys, written a second time and without code of the library: when a request may start, and which key is
// trusted at which moment.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const DEADLINE_MS = 5 * SECOND;
/** An attempt that takes longer was frozen, for its deadline would have ended it. */
const FROZEN_AFTER_MS = DEADLINE_MS + SECOND;
export const MAX_STALE_MS = 24 * 60 * MINUTE;
export const HARD_AGE_MS = 15 * MINUTE;
export const SOFT_AGE_MS = 5 * MINUTE;
/** A clock that was set back by no more than this was corrected, and tells the same time. */
const SMALLEST_CLOCK_CHANGE_MS = 10 * SECOND;

export type Endpoint =
  | { readonly kind: 'answers'; readonly keys: KeySet; readonly afterMs: number }
  | { readonly kind: 'fails'; readonly afterMs: number }
  | { readonly kind: 'hangs' };

interface SeenAttempt {
  readonly startedAt: number;
  readonly askedFor: 'age' | 'unknown kid';
  /** `frozen`: with its process, so that its failure says nothing about the endpoint. */
  state: 'pending' | 'succeeded' | 'failed' | 'frozen';
}

export interface KeyModel {
  endpoint: Endpoint;
  /** Why the call that runs now may start a request. Without one, a caller who waits takes over from a frozen attempt. */
  asking?: SeenAttempt['askedFor'];
  readonly attempts: SeenAttempt[];
  readonly violations: string[];
  /** Failures since the last success. */
  failures: number;
  lastFailureAt?: number;
  lastGood?: { readonly startedAt: number; readonly keys: KeySet };
}

/** Undefined where the clock was set back. */
function since(moment: number): number | undefined {
  const elapsed = Date.now() - moment;
  return elapsed < -SMALLEST_CLOCK_CHANGE_MS ? undefined : Math.max(0, elapsed);
}

export function createKeyModel(): KeyModel {
  return { endpoint: { kind: 'hangs' }, attempts: [], violations: [], failures: 0 };
}

export function ageOf({ lastGood }: KeyModel): number {
  if (lastGood === undefined) return Number.POSITIVE_INFINITY;
  return since(lastGood.startedAt) ?? HARD_AGE_MS;
}

export const isUsable = (model: KeyModel) => ageOf(model) <= MAX_STALE_MS;

export function isTrusted(model: KeyModel, kid: string, n: string): boolean {
  return isUsable(model) && model.lastGood?.keys.get(kid) === n;
}

function gapAfter(model: KeyModel, { state, askedFor }: SeenAttempt): number {
  if (state === 'pending') return FROZEN_AFTER_MS;
  if (state === 'frozen') return 0;
  if (state === 'failed') return isUsable(model) ? 10 * SECOND : Math.min(10, 2 ** (model.failures - 1)) * SECOND;
  return askedFor === 'unknown kid' ? 10 * SECOND : 0;
}

/** Whether a request may start now. A clock that was set back forbids it only while an attempt is under way, which ends by itself. */
export function isGateOpen(model: KeyModel): boolean {
  const previous = model.attempts.at(-1);
  if (previous === undefined) return true;
  const elapsed = since(previous.startedAt);
  return elapsed === undefined ? previous.state !== 'pending' : elapsed >= gapAfter(model, previous);
}

/** An old key may serve at once only while the endpoint is down: the last attempt failed lately, or is past its deadline. */
export function isEndpointDown({ attempts, lastFailureAt }: KeyModel): boolean {
  const latest = attempts.at(-1);
  const isLate = latest?.state === 'pending' && Date.now() - latest.startedAt >= DEADLINE_MS;
  return isLate || (lastFailureAt !== undefined && Math.abs(Date.now() - lastFailureAt) < 5 * MINUTE);
}

/** The loader that the library is given. It notes requests that come too early, and behaves as the model's endpoint does. */
export function load(model: KeyModel): Promise<KeySet> {
  const previous = model.attempts.at(-1);
  if (!isGateOpen(model)) model.violations.push(`an attempt too soon after a ${previous?.state} one`);
  const askedFor = model.asking ?? previous?.askedFor ?? 'age';
  const attempt: SeenAttempt = { startedAt: Date.now(), askedFor, state: 'pending' };
  model.attempts.push(attempt);
  const { endpoint } = model;
  if (endpoint.kind === 'hangs') return new Promise(() => {});
  return new Promise((resolve, fail) => {
    setTimeout(() => {
      // If a later attempt has started, this one was frozen, and what it brings must be dropped.
      const isAbandoned = model.attempts.at(-1) !== attempt;
      if (!isAbandoned) {
        const isFrozen = Date.now() - attempt.startedAt >= FROZEN_AFTER_MS;
        const failed = isFrozen ? 'frozen' : 'failed';
        attempt.state = endpoint.kind === 'fails' ? failed : 'succeeded';
        if (attempt.state === 'frozen') {
          // Neither a failure nor an answer.
        } else if (endpoint.kind === 'fails') {
          model.failures += 1;
          model.lastFailureAt = Date.now();
        } else {
          model.failures = 0;
          delete model.lastFailureAt;
        }
      }
      if (endpoint.kind === 'fails') {
        fail(new Error('The endpoint fails'));
        return;
      }
      if (!isAbandoned) model.lastGood = { startedAt: attempt.startedAt, keys: endpoint.keys };
      resolve(endpoint.keys);
    }, endpoint.afterMs);
  });
}

/** Lets everything run that is due now. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}
