import type { KeyCacheOptions } from '../../src/jwks/key-cache.ts';
import type { VerificationKey } from '../../src/jwks/rs256-key.ts';
import type { VerifierEvent } from '../../src/options/verifier-options.ts';
import { NOW } from './bad-tokens.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export const OUTAGE = new Error('The key endpoint is down');

/** A key endpoint and a clock, both moved by the test. Keys are recognised by their modulus. */
export function scriptedKeyServer(initial: Readonly<Record<string, string>> = { a: 'n1' }) {
  let time = NOW;
  let answer: 'keys' | 'outage' | 'nothing' = 'keys';
  let keys = new Map(Object.entries(initial));
  let release: (keys: ReadonlyMap<string, string>) => void = () => {};
  let fail: (cause: Error) => void = () => {};
  const counts = { loads: 0, imports: 0 };
  const events: VerifierEvent[] = [];

  const options: KeyCacheOptions = {
    async load() {
      counts.loads += 1;
      if (answer === 'outage') throw OUTAGE;
      if (answer === 'keys') return new Map(keys);
      return new Promise((resolve, reject) => {
        release = resolve;
        fail = reject;
      });
    },
    importKey(n) {
      counts.imports += 1;
      return { verifies: () => true, n } as VerificationKey;
    },
    now: () => time,
    fetchTimeoutMs: 5 * SECOND,
    waitUntil: undefined,
    maxStaleMs: 24 * HOUR,
    onEvent: (event) => events.push(event),
  };

  return {
    options,
    counts,
    events,
    now: () => time,
    later: (ms: number) => {
      time += ms;
    },
    setClock: (to: number) => {
      time = to;
    },
    /** What the endpoint does from now on. */
    give(what: typeof answer, set?: Readonly<Record<string, string>>) {
      answer = what;
      if (set !== undefined) keys = new Map(Object.entries(set));
    },
    /** Gives the load that hangs its answer. */
    release: (set: Readonly<Record<string, string>> = { a: 'n1' }) => release(new Map(Object.entries(set))),
    /** Makes it fail. */
    fail: () => fail(OUTAGE),
  };
}

/** Lets every promise that can settle do so. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
