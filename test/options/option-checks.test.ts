import { ConfigError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { callable, number, record, text, url } from '../../src/options/option-checks.ts';

function refuses(check: () => unknown, message: string | RegExp): void {
  expect(check).toThrow(ConfigError);
  expect(check).toThrow(message);
}

describe('a record', () => {
  it('is a copy without prototype, with the defaults filled in', () => {
    const given = { a: 1 };
    const copy = record<{ a?: number; b?: number }>('options', given, ['a', 'b'], { a: 7, b: 8 });
    expect(copy).not.toBe(given);
    expect(Object.getPrototypeOf(copy)).toBeNull();
    expect({ ...copy }).toEqual({ a: 1, b: 8 });
  });

  it.each([undefined, null, 7, 'text', true, [], () => {}])('is not %s', (given) => {
    refuses(() => record('options', given, ['a', 'b']), 'options must be an object with any of: a, b');
  });

  it.each([
    [{ c: 1 }, "options has an unknown member 'c'; known are: a, b"],
    [{ A: 1 }, "options has an unknown member 'A'"],
    [JSON.parse('{"__proto__":1}'), "options has an unknown member '__proto__'"],
    [{ a: undefined }, 'options.a is undefined: was a setting not found? Where it is optional, leave it out'],
  ])('has no other member: %j', (given, message) => {
    refuses(() => record('options', given, ['a', 'b']), message);
  });

  it('takes nothing from a polluted Object.prototype', () => {
    Object.defineProperty(Object.prototype, 'a', { value: 1, configurable: true, enumerable: true });
    const { a } = record<{ a?: number }>('options', {}, ['a']);
    Reflect.deleteProperty(Object.prototype, 'a');
    expect(a).toBeUndefined();
  });
});

describe('text', () => {
  it('is given back as it is', () => {
    expect(text('audience', ' a ')).toBe(' a ');
  });

  it.each(['', '  ', '\n', 7, null, undefined, ['a'], {}])('is not %j', (value) => {
    refuses(() => text('audience', value), 'audience must be a non-empty string');
  });
});

describe('a number', () => {
  it.each([
    [0, {}],
    [0.5, {}],
    [1, { min: 1, max: 1, whole: true }],
    [1.5, { min: 1, max: 2 }],
  ])('may be %d in the range %j', (value, range) => {
    expect(number('n', value, range)).toBe(value);
  });

  it.each<readonly [unknown, { min?: number; max?: number; whole?: boolean }, string]>([
    [-1, {}, 'n must be a finite number, 0 or more'],
    [Number.NaN, {}, 'n must be a finite number, 0 or more'],
    [Number.POSITIVE_INFINITY, {}, 'n must be a finite number, 0 or more'],
    ['1', {}, 'n must be a finite number, 0 or more'],
    [1n, {}, 'n must be a finite number, 0 or more'],
    [null, {}, 'n must be a finite number, 0 or more'],
    [899, { min: 900 }, 'n must be a finite number, 900 or more'],
    [3, { min: 1, max: 2 }, 'n must be a finite number, 1 to 2'],
    [1.5, { min: 1, max: 2, whole: true }, 'n must be a finite whole number, 1 to 2'],
  ])('is not %s in the range %j', (value, range, message) => {
    refuses(() => number('n', value, range), message);
  });
});

describe('a function', () => {
  it('is given back', () => {
    const given = () => {};
    expect(callable('fetch', given)).toBe(given);
  });

  it.each([undefined, null, 'fetch', {}])('is not %j', (value) => {
    refuses(() => callable('fetch', value), 'fetch must be a function');
  });
});

describe('a URL', () => {
  it.each([
    'https://proxy.example.com/keys.json',
    'https://proxy.example.com:8443',
    'http://localhost:9229/local_5uAbCdEf',
    'http://pool.localhost:4566/x',
    'http://127.0.0.1:9229/x',
    'http://127.1.2.3/x',
    'http://[::1]:9229/x',
    'https://10.0.0.1/keys.json',
  ])('may be %s', (value) => {
    expect(url('issuer', value, { query: false })).toBe(value);
  });

  it.each([
    'http://proxy.example.com/keys.json',
    'http://127.0.0.1.example.com/x',
    'http://localhost.example.com/x',
    'http://10.0.0.1/x',
    'ftp://localhost/x',
    'file:///etc/keys.json',
    'data:application/json,{}',
    'proxy.example.com/keys.json',
    '/keys.json',
    'https://',
    'https://a/',
    'https://a/x/',
    'https://a/x?y=1',
    'https://a/x?',
    'https://a/x#y',
    'https://a/x y',
    ' https://a/x',
    'https://a/x\n',
    'https://user@a/x',
    'https://user:secret@a/x',
    'https://:secret@a/x',
  ])('is not %j', (value) => {
    refuses(
      () => url('issuer', value, { query: false }),
      'issuer must be an absolute https: URL without query, closing slash or fragment',
    );
  });

  it.each(['https://a/keys/', 'https://a/keys?version=1'])('may be %s where it is fetched as it is', (value) => {
    expect(url('jwksUri', value, { query: true })).toBe(value);
  });

  it.each(['http://a/keys', 'https://a/keys#x', 'https://a/keys?a b'])('is not %j there either', (value) => {
    refuses(() => url('jwksUri', value, { query: true }), 'jwksUri must be an absolute https: URL without fragment');
  });

  it.each([7, '', null, new URL('https://a/x')])('is text and not %s', (value) => {
    refuses(() => url('issuer', value, { query: false }), 'issuer must be');
  });
});
