import type { Fixture } from '../fixture.ts';

export interface Row {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface Effort {
  /** In each of them every contender has its turn. An odd number has a middle. */
  readonly rounds: number;
  readonly batchMs: number;
  /** Rounds of a second each, where a server is loaded. */
  readonly httpRounds: number;
  /** So many different tokens pass a verifier in the test of memory. */
  readonly memoryTokens: number;
}

export interface Case {
  readonly title: string;
  /** The whole process is pinned to one core. */
  readonly oneCore?: boolean;
  readonly run: (fixture: Fixture, effort: Effort) => Promise<readonly Row[]>;
}
