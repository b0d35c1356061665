import { performance } from 'node:perf_hooks';
import { quantile } from '../measure/statistics.ts';
import type { Sampled } from './cpu-profile.ts';

interface Step {
  readonly title: string;
  /** The library's function that does it. The outermost one on the stack takes the time of what it calls. */
  readonly function: string;
  /** The least that it can cost: the platform's own function for it and no rule of ours, in microseconds. */
  readonly floor?: (tokens: readonly string[]) => number;
}

export const STEPS: readonly Step[] = [
  { title: 'look the token up', function: 'get', floor: (tokens) => floorOfMap(tokens, 'get') },
  { title: 'decode: spelling, header', function: 'decode', floor: floorOfDecoding },
  { title: 'select the key', function: 'select' },
  { title: 'check the signature, or hand it over', function: 'verifies' },
  { title: 'parse the payload', function: 'parseObject', floor: floorOfParsing },
  { title: 'freeze the claims', function: 'freezeClaims', floor: () => microsOf((index) => Object.freeze({ index })) },
  { title: 'check the claims', function: 'rejectionOfClaims' },
  { title: 'remember the token', function: 'set', floor: (tokens) => floorOfMap(tokens, 'set') },
];
const REST = 'promises, garbage collection, the rest';

export function stepOf({ stack }: Sampled): string {
  // The build numbers functions of one name: decode3.
  const names = stack.map((frame) => frame.replace(/\d+$/, ''));
  const found = names.flatMap((name) => STEPS.filter((step) => step.function === name));
  return found.at(-1)?.title ?? REST;
}

const CALLS = 2_000;
const BATCHES = 41;

/** Microseconds of one call, over the indexes 0 to 1,999: the lower quartile of short batches, once warm. */
function microsOf(call: (index: number) => unknown): number {
  const micros: number[] = [];
  let kept: unknown;
  for (let batch = 0; batch < 2 * BATCHES; batch += 1) {
    const start = performance.now();
    for (let index = 0; index < CALLS; index += 1) kept = call(index) ?? kept;
    micros.push(((performance.now() - start) * 1000) / CALLS);
  }
  return quantile(micros.slice(BATCHES), 0.25);
}

/** What is left of `call` when it is given a string that has no hash yet, without the making of that string. */
function microsOfFresh(tokens: readonly string[], call: (token: string) => unknown): number {
  const bytes = tokens.slice(0, CALLS).map((token) => Buffer.from(token, 'latin1'));
  const fresh = (index: number) => bytes[index]?.toString('latin1') ?? '';
  return microsOf((index) => call(fresh(index))) - microsOf(fresh);
}

/** Payload and signature as bytes, which any verifier needs. */
function floorOfDecoding(tokens: readonly string[]): number {
  return microsOfFresh(tokens, (token) => {
    const payloadStart = token.indexOf('.') + 1;
    const signatureStart = token.lastIndexOf('.') + 1;
    const payload = Buffer.from(token.slice(payloadStart, signatureStart - 1), 'base64url');
    return [payload, Buffer.from(token.slice(signatureStart), 'base64url')];
  });
}

function floorOfParsing(tokens: readonly string[]): number {
  const json = tokens.slice(0, CALLS).map((token) => Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  return microsOf((index) => JSON.parse(json[index]?.toString('latin1') ?? ''));
}

function floorOfMap(tokens: readonly string[], does: 'get' | 'set'): number {
  const remembered = new Map<string, string>();
  return microsOfFresh(tokens, (token) => remembered[does](token.slice(-43), ''));
}
