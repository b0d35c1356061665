import { ConfigError } from '../errors.ts';

/**
 * The items of an array that has nothing else: whoever wrote a member beside them, a gap, an accessor or a class of arrays may
 * believe that it sets a check.
 */
export function itemsOf(name: string, given: readonly unknown[]): readonly unknown[] {
  const keys = Reflect.ownKeys(given).filter((key) => key !== 'length');
  const items = keys.map((key) => Reflect.getOwnPropertyDescriptor(given, key) ?? {});
  const isComplete = keys.length === given.length && keys.every((key, at) => key === String(at));
  // The prototype of plain arrays is an array itself, in every realm; that of a class of arrays is none.
  const isPlainArray = Array.isArray(Object.getPrototypeOf(given));
  if (!isComplete || !isPlainArray || !items.every((item) => Object.hasOwn(item, 'value'))) {
    throw new ConfigError(`${name} must be a plain array, without gaps, accessors and members beside its items`);
  }
  return items.map(({ value }) => value);
}
