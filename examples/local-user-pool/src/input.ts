import { invalidParameter } from './errors.ts';

/** A request body after JSON.parse. Its members are read by the functions below only, which check what they return. */
export type Input = Readonly<Record<string, unknown>>;

const MAX_LENGTH = 4_096;

export function optionalText(input: Input, name: string): string | undefined {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > MAX_LENGTH) throw invalidParameter(`${name} is not a valid string`);
  return value;
}

export function text(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

export function record(input: Input, name: string): Input {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (!isRecord(value)) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/** Reads `[{ Name, Value }]`, which is how Cognito writes attributes. */
export function attributes(input: Input, name: string): Record<string, string> {
  const list = input[name] ?? [];
  if (!Array.isArray(list)) throw invalidParameter(`${name} is not a list`);
  const pairs = list.filter(isRecord).map((entry) => [text(entry, 'Name'), text(entry, 'Value')] as const);
  if (pairs.length !== list.length) throw invalidParameter(`${name} is not a list of attributes`);
  return Object.fromEntries(pairs);
}

export function isRecord(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
