import { ConfigError } from '../errors.ts';
import { withoutPrototype } from '../own-member.ts';
import { itemsOf } from './list-check.ts';

// The checks that every option goes through, of the verifier, of guards and of adapters. Each check gives back the value that it was asked about, or throws a
// ConfigError that names the option. Whatever is not understood is refused, because an option that is silently dropped
// is a check that is silently off.

/** What a template literal or a form makes of a setting that was not found. */
const TEXTS_OF_MISSING_SETTINGS = ['undefined', 'null', 'NaN', '[object Object]'];
const LONGEST_SHOWN_TEXT = 80;
/** White space, and what no editor shows: a byte order mark, a zero-width space. */
const UNSEEN_AT_AN_END = /^[\s\p{Cf}]|[\s\p{Cf}]$/u;

/**
 * The members of an options object, as a copy that inherits nothing. Refused are names
 * that are not allowed, and any member that the caller believes to be set and that we would not see: an inherited
 * member, an accessor, one that is not enumerable, a symbol, and one given as undefined.
 */
export function membersOf<Options extends object>(name: string, given: unknown, allowed: readonly string[]): Options {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConfigError(`${name} must be an object with any of: ${allowed.join(', ')}`);
  }
  if (!isPlain(given)) {
    throw new ConfigError(
      `${name} must be a plain object: of ${nameOfClass(given)}, inherited members would be missed; ` +
        `known are: ${allowed.join(', ')}`,
    );
  }
  const members: Record<string, unknown> = withoutPrototype({});
  for (const key of Reflect.ownKeys(given)) members[String(key)] = memberOf(name, given, key, allowed);
  const unseen = allowed.find((key) => !Object.hasOwn(given, key) && answersFor(given, key));
  if (unseen !== undefined) throw new ConfigError(`${name}.${unseen} is no member of its own: give its value itself`);
  // The one cast: the members are still unchecked, and each is checked by name where it is read.
  return members as Options;
}

/** The value as it was checked: what is read a second time may be another, if it comes from a Proxy. */
function memberOf(name: string, given: object, key: string | symbol, allowed: readonly string[]): unknown {
  if (typeof key !== 'string' || !allowed.includes(key)) {
    throw new ConfigError(`${name} has an unknown member ${showText(String(key))}; known are: ${allowed.join(', ')}`);
  }
  const descriptor = Reflect.getOwnPropertyDescriptor(given, key);
  if (descriptor?.enumerable !== true || !Object.hasOwn(descriptor, 'value')) {
    throw new ConfigError(`${name}.${key} is hidden or an accessor: give its value itself`);
  }
  if (descriptor.value === undefined) {
    throw new ConfigError(`${name}.${key} is undefined: was a setting not found? Where it is optional, leave it out`);
  }
  return descriptor.value;
}

/** Whether a Proxy answers for a member that it does not own. What comes from a polluted prototype does not count: nobody
 * has set it. */
function answersFor(given: object, key: string): boolean {
  const inherited: object = Object.getPrototypeOf(given) ?? withoutPrototype({});
  return !Object.is(Reflect.get(given, key), Reflect.get(inherited, key));
}

/** Object literals and what JSON.parse makes, those of another realm too (a test runner's sandbox has its own Object). */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf'));
}

function nameOfClass(value: object): string {
  return `a ${value.constructor?.name || 'derived object'}`;
}

/** Text in quotes, as it was received: a trailing space is seen, and a long text is cut. */
export function showText(text: string): string {
  return `'${text.length > LONGEST_SHOWN_TEXT ? `${text.slice(0, LONGEST_SHOWN_TEXT)}…` : text}'`;
}

export function textOf(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw new ConfigError(`${name} must be a non-empty string`);
  if (TEXTS_OF_MISSING_SETTINGS.includes(value)) {
    throw new ConfigError(`${name} is the text ${showText(value)}: was a setting not found?`);
  }
  if (UNSEEN_AT_AN_END.test(value)) {
    throw new ConfigError(`${name} must not begin or end with white space or an invisible character`);
  }
  return value;
}

/** One text or several, each of which the check accepts; as a list. */
export function textsOf(name: string, given: unknown, check = textOf): readonly string[] {
  const values = Array.isArray(given) ? itemsOf(name, given) : [given];
  if (values.length === 0) throw new ConfigError(`${name} must not be an empty array`);
  return values.map((value) => check(name, value));
}

export function numberOf(name: string, value: unknown, range: { min: number; max: number; whole?: true }): number {
  const { min, max, whole = false } = range;
  const fits = typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (!fits) {
    throw new ConfigError(`${name} must be a finite ${whole ? 'whole ' : ''}number, ${min} to ${max}`);
  }
  return value;
}

export function functionOf<F>(name: string, value: F): F {
  if (typeof value !== 'function') throw new ConfigError(`${name} must be a function`);
  return value;
}

/** Refuses arguments that would be ignored. `usage` says in words what to write instead. */
export function refuseFurtherArguments(given: ArrayLike<unknown>, most: number, usage: string): void {
  if (hasFurtherArguments(given, most)) throw new ConfigError(usage);
}

/** The same where the last argument is a guard or options: given as undefined, it would be one that everybody passes. */
export function refuseLostOptions(given: ArrayLike<unknown>, most: number, usage: string): void {
  refuseFurtherArguments(given, most, usage);
  if (given.length < most || given[most - 1] !== undefined) return;
  throw new ConfigError(
    `The last argument is undefined: was a setting not found? To have none, leave it out. ${usage}`,
  );
}

/** Wraps the function, so that it rejects arguments which it would ignore. */
export function takingAtMost<Given extends readonly unknown[], Result>(
  most: number,
  usage: string,
  call: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    refuseFurtherArguments(given, most, usage);
    return call(...given);
  };
}

/** Whether there are any; undefined is none, because a wrapper passes on what it did not get. */
export function hasFurtherArguments(given: ArrayLike<unknown>, most: number): boolean {
  return given.length > most && Array.from(given).some((argument, at) => at >= most && argument !== undefined);
}

/** The verifier that a middleware or hook needs; anything else, a request say, is a slip that `usage` puts right. */
export function verifierOf<Verifier extends { verify: unknown }>(value: Verifier, usage: string): Verifier {
  if (typeof value?.verify === 'function') return value;
  throw new ConfigError(`${usage} A verifier is one that createCognitoVerifier or combineVerifiers made`);
}
