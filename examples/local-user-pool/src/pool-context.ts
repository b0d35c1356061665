import type { AttemptLimit } from './attempt-limits.ts';
import type { Challenges } from './challenges.ts';
import type { Codes } from './codes.ts';
import type { Input } from './input.ts';
import type { SignIns } from './sign-ins.ts';
import type { UserDirectory } from './users.ts';

/** Everything that a pool remembers. It is in memory only, and ends with the process. */
export interface PoolContext {
  readonly userPoolId: string;
  /** The part of the pool ID after `_`, which SRP mixes into every password. */
  readonly poolName: string;
  readonly clientId: string;
  readonly requiredAttributes: readonly string[];
  readonly now: () => number;
  readonly users: UserDirectory;
  readonly codes: Codes;
  readonly passwordAttempts: AttemptLimit;
  readonly totpAttempts: AttemptLimit;
  readonly challenges: Challenges;
  readonly signIns: SignIns;
}

export type Operation = (pool: PoolContext, input: Input) => object | Promise<object>;
