import type { Sampled } from '../measure/cpu-profile.ts';

/** The steps of one verification by the function that does each. The outermost on the stack takes the time. */
const STEP_BY_FUNCTION: Readonly<Record<string, string>> = {
  decode: 'decode: spelling, header',
  select: 'select the key',
  verifies: 'check the signature: hand over to the thread pool',
  parseJsonObject: 'parse the payload',
  freezeClaims: 'freeze the claims',
  checkClaims: 'check the claims',
  set: 'remember the token',
  get: 'look the token up',
};

export const STEPS = [...new Set(Object.values(STEP_BY_FUNCTION))];
const REST = 'promises, garbage collection, the rest';

export function stepOf({ stack }: Sampled): string {
  // The build numbers functions of one name: decode3.
  const frames = stack.map((frame) => frame.replace(/\d+$/, ''));
  const [outermost] = frames.filter((frame) => Object.hasOwn(STEP_BY_FUNCTION, frame)).slice(-1);
  return (outermost === undefined ? undefined : STEP_BY_FUNCTION[outermost]) ?? REST;
}
