import { readFileSync } from 'node:fs';

/** What JSON can hold. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Members = Readonly<Record<string, Value>>;

/** How to make a token: README.md tells the language. */
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
  readonly sentinel?: true;
}

export type KeyName = 'A1' | 'A2' | 'B1' | 'attacker';
export type Mutation = readonly [verb: string, ...args: (string | number)[]];

export interface Case {
  readonly id: string;
  readonly category: string;
  readonly title: string;
  readonly how_to_build: string;
  readonly expected: 'accept' | 'reject' | 'policy';
  readonly note: string;
  readonly source: string;
  readonly recipe: Recipe | { readonly kind: string };
}

export type ExecutableCase = Case & { readonly recipe: Recipe };

// The one cast of the corpus: cases.json is part of this repository and is not edited.
export const CASES = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8')) as readonly Case[];

export const EXECUTABLE_CASES = CASES.filter((one): one is ExecutableCase => one.recipe.kind === 'token');
export const SPECIFICATION_CASES = CASES.filter((one) => one.recipe.kind !== 'token');
