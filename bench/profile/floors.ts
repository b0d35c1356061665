import { performance } from 'node:perf_hooks';
import { lowerQuartile } from '../measure/statistics.ts';

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
  return lowerQuartile(micros.slice(BATCHES));
}

/** The least that each step can cost here: the platform's own function for it and no rule of ours, by name of the step. */
export function measureFloors(tokens: readonly string[]): Readonly<Record<string, number>> {
  const some = tokens.slice(0, CALLS);
  const payloads = some.map((token) => token.split('.')[1] ?? '');
  const json = payloads.map((payload) => Buffer.from(payload, 'base64url'));
  const bytes = some.map((token) => Buffer.from(token, 'latin1'));
  const fresh = (index: number) => bytes[index]?.toString('latin1') ?? '';
  const freshMicros = microsOf(fresh);
  const remembered = new Map<string, string>();
  return {
    'decode: spelling, header': microsOf((index) => bytesOfParts(fresh(index))) - freshMicros,
    'parse the payload': microsOf((index) => JSON.parse(json[index]?.toString('latin1') ?? '')),
    'freeze the claims': microsOf((index) => Object.freeze({ index })),
    'look the token up': microsOf((index) => remembered.get(fresh(index).slice(-43))) - freshMicros,
    'remember the token': microsOf((index) => remembered.set(fresh(index).slice(-43), '')) - freshMicros,
  };
}

/** Payload and signature as bytes, which any verifier needs. */
function bytesOfParts(token: string): readonly [Buffer, Buffer] {
  const payloadStart = token.indexOf('.') + 1;
  const signatureStart = token.lastIndexOf('.') + 1;
  const payload = token.slice(payloadStart, signatureStart - 1);
  return [Buffer.from(payload, 'base64url'), Buffer.from(token.slice(signatureStart), 'base64url')];
}
