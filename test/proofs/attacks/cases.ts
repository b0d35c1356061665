import { readdirSync, readFileSync } from 'node:fs';
import type { Reason } from 'cognito-guard';

/** What JSON can hold. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Members = Readonly<Record<string, Value>>;
export type KeyName = 'A1' | 'A2' | 'B1' | 'attacker';
export type Mutation = readonly [verb: string, ...args: (string | number)[]];

// What the code reads of a case. What each member means, and what it may hold, says cases.schema.json; a test holds every
// file against it.

export interface Recipe {
  readonly kind: 'token';
  readonly use?: 'access' | 'id';
  readonly key?: KeyName;
  readonly claims?: Members;
  readonly drop?: readonly string[];
  readonly header?: Members;
  readonly dropHeader?: readonly string[];
  readonly headerRaw?: string;
  readonly headerHex?: string;
  readonly payloadRaw?: string;
  readonly payloadBytesSub?: string;
  readonly presign?: readonly (readonly ['seg', 0 | 1, 'append', string])[];
  readonly b64false?: true;
  readonly sig?: string | { readonly b64: Value };
  readonly postClaims?: Members;
  readonly postHeader?: Members;
  readonly mutate?: readonly Mutation[];
  readonly wrap?: 'toString' | 'buffer' | 'jweplain';
  readonly input?: Value;
  readonly verifier?: { readonly tokenUse: 'id' };
  readonly guard?: { readonly groups?: readonly string[]; readonly scopes?: readonly string[] };
  readonly budgetUs?: number;
  readonly maxFetch?: number;
}

interface CaseInFile {
  readonly id: string;
  readonly title: string;
  readonly expected: 'accept' | 'reject' | 'policy';
  readonly decided?: 'accept' | 'reject';
  readonly reason?: Reason;
  readonly withdrawn?: string;
  readonly recipe: Recipe | { readonly kind: string };
}

export type Case = CaseInFile & { readonly category: string };
export type ExecutableCase = Case & { readonly recipe: Recipe };

const FOLDER = new URL('cases/', import.meta.url);

/** The files of cases by name, as they are. */
export const CASE_FILES = new Map<string, unknown>(
  readdirSync(FOLDER).map((name) => [name, JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))]),
);

// The one cast of the corpus: a test validates the files by their schema.
export const CASES: readonly Case[] = [...CASE_FILES.values()].flatMap((file) => {
  const { category, cases } = file as { category: string; cases: readonly CaseInFile[] };
  return cases.map((one) => ({ ...one, category }));
});

const isExecutable = (one: Case): one is ExecutableCase => one.recipe.kind === 'token';

export const EXECUTABLE_CASES = CASES.filter(isExecutable);
export const SPECIFICATION_CASES = CASES.filter((one) => !isExecutable(one));
