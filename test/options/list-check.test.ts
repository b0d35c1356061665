import { runInNewContext } from 'node:vm';
import { ConfigError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../src/options/list-check.ts';

describe('an array', () => {
  class Groups extends Array<string> {
    get any() {
      return ['b'];
    }
  }
  const PLAIN = 'groups must be a plain array, without gaps, accessors and members beside its items';

  it.each<readonly [string, unknown]>([
    ['a member of its own', Object.assign(['a'], { any: true })],
    ['a member that is not enumerable', Object.defineProperty(['a'], 'any', { value: ['b'] })],
    ['a symbol', Object.assign(['a'], { [Symbol('any')]: ['b'] })],
    ['a negative index', Object.assign(['a'], { '-1': 'b' })],
    ['an iterator of its own', Object.assign(['a', 'b'], { [Symbol.iterator]: () => ['a'].values() })],
    ['an accessor on an index', Object.defineProperty(['a'], 0, { get: () => 'a', enumerable: true })],
    ['an accessor that only sets', Object.defineProperty(['a'], 0, { set: () => {}, enumerable: true })],
    ['a hole alone', new Array(1)],
    ['a hole behind', Object.assign(['a'], { length: 2 })],
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    ['a hole between', ['a', , 'b']],
    ['a hole and a member in its stead', Object.assign(new Array(1), { any: 'b' })],
    ['a class of its own', Groups.from(['a'])],
    ['no prototype', Object.setPrototypeOf(['a'], null)],
    ['a Proxy that denies an item', new Proxy(['a'], { getOwnPropertyDescriptor: () => undefined })],
    ['a Proxy that hides an item', new Proxy(['a', 'b'], { ownKeys: () => ['0', 'length'] })],
  ])('is refused with what a reader of its items would miss: %s', (_, given) => {
    const read = () => itemsOf('groups', given as readonly unknown[]);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(PLAIN);
  });

  it.each<readonly [string, unknown]>([
    ['a frozen array', Object.freeze(['a', 'b'])],
    ['an array of another realm, as in Jest', runInNewContext("['a', 'b']")],
    ['parsed JSON', JSON.parse('["a","b"]')],
    ['a Proxy that hides nothing', new Proxy(['a', 'b'], {})],
    ['a Proxy that gives other items when it is read again', new Proxy(['a', 'b'], { get: readLength })],
  ])('gives its items as %s', (_, given) => {
    expect(itemsOf('groups', given as readonly unknown[])).toEqual(['a', 'b']);
  });

  function readLength(target: readonly string[], key: string | symbol): unknown {
    return key === 'length' ? target.length : 'mallory';
  }
});
