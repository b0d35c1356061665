import { runInNewContext } from 'node:vm';
import { ConfigError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import {
  functionOf,
  membersOf,
  numberOf,
  refuseFurtherArguments,
  refuseLostOptions,
  showText,
  textOf,
  textsOf,
  verifierOf,
} from '../../src/options/option-checks.ts';
import { HIDDEN_MEMBERS } from '../support/hidden-members.ts';

function refuses(check: () => unknown, message: string | RegExp): void {
  expect(check).toThrow(ConfigError);
  expect(check).toThrow(message);
}

describe('the members of an options object', () => {
  it('are a copy without prototype', () => {
    const given = { a: 1 };
    const copy = membersOf<{ a?: number; b?: number }>('options', given, ['a', 'b']);
    expect(copy).not.toBe(given);
    expect(Object.getPrototypeOf(copy)).toBeNull();
    expect({ ...copy }).toEqual({ a: 1 });
  });

  it.each([undefined, null, 7, 'text', true, [], () => {}])('are not of %s', (given) => {
    refuses(() => membersOf('options', given, ['a', 'b']), 'options must be an object with any of: a, b');
  });

  it.each([
    [{ c: 1 }, "options has an unknown member 'c'; known are: a, b"],
    [{ A: 1 }, "options has an unknown member 'A'"],
    [{ 'a ': 1 }, "options has an unknown member 'a '"],
    [JSON.parse('{"__proto__":1}'), "options has an unknown member '__proto__'"],
    [{ a: undefined }, 'options.a is undefined: was a setting not found? Where it is optional, leave it out'],
  ])('are no other: %j', (given, message) => {
    refuses(() => membersOf('options', given, ['a', 'b']), message);
  });

  it.each(HIDDEN_MEMBERS)('are refused rather than missed: %s', (_, hide, message) => {
    refuses(() => membersOf('options', hide('a', 1), ['a', 'b']), message);
    refuses(() => membersOf('options', hide('a', 1, { b: 2 }), ['a', 'b']), message);
  });

  it('are refused with all names that are known, where they are those of a class', () => {
    refuses(() => membersOf('options', new Map(), ['a', 'b']), 'inherited members would be missed; known are: a, b');
  });

  it.each<readonly [string, object]>([
    ['an object literal', { a: 1 }],
    ['parsed JSON', JSON.parse('{"a":1}')],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 })],
    ['a frozen object', Object.freeze({ a: 1 })],
    ['an object of another realm, as in Jest', runInNewContext('({ a: 1 })')],
    ['a Proxy that hides nothing', new Proxy({ a: 1 }, {})],
  ])('are found in %s', (_, given) => {
    expect({ ...membersOf<{ a: number }>('options', given, ['a', 'b']) }).toEqual({ a: 1 });
  });

  it('are not read twice, since a Proxy may give another value then', () => {
    const values = [1, 2, 3];
    const given = new Proxy({ a: 0 }, { get: () => values.shift() });
    expect(membersOf<{ a: number }>('options', given, ['a']).a).toBe(0);
  });

  /** The outcome is looked at later, because the test runner itself stumbles over a polluted prototype. */
  function whilePolluted(name: string, act: () => unknown): unknown {
    Object.assign(Object.prototype, { [name]: 1 });
    try {
      return act();
    } catch (thrown) {
      return thrown;
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  }

  it.each([{}, Object.create(null), new Proxy({}, {})])('are not taken from a polluted Object.prototype', (given) => {
    expect(whilePolluted('a', () => membersOf<{ a?: number }>('options', given, ['a']).a)).toBeUndefined();
  });

  it('are told to be accessors though Object.prototype is polluted with a value', () => {
    const given = Object.defineProperty({}, 'a', { get: () => 1, enumerable: true });
    expect(whilePolluted('value', () => membersOf('options', given, ['a']))).toMatchObject({
      name: 'ConfigError',
      message: 'options.a is hidden or an accessor: give its value itself',
    });
  });
});

describe('text', () => {
  it('is given back as it is', () => {
    expect(textOf('audience', 'a b')).toBe('a b');
  });

  it.each([' a', 'a ', '\ta', 'a\n', 'a\r\n', '\u00a0a', '\ufeffa', 'a\u200b', 'a\u2060'])(
    'is compared exactly, so it has nothing unseen around it: %j',
    (value) => {
      refuses(
        () => textOf('audience', value),
        'audience must not begin or end with white space or an invisible character',
      );
      refuses(() => textsOf('audience', ['b', value]), 'audience must not begin or end with white space');
    },
  );

  it.each(['', '  ', '\n', 7, null, undefined, ['a'], {}])('is not %j', (value) => {
    refuses(() => textOf('audience', value), 'audience must be a non-empty string');
  });

  it.each(['undefined', 'null', 'NaN', '[object Object]'])(
    'is not %s, which a template literal makes of no value',
    (value) => {
      refuses(() => textOf('audience', value), `audience is the text '${value}': was a setting not found?`);
    },
  );

  it('is one or several, each checked, as a list', () => {
    expect(textsOf('audience', 'a')).toEqual(['a']);
    expect(textsOf('audience', ['a', 'b'])).toEqual(['a', 'b']);
    refuses(() => textsOf('audience', []), 'audience must not be an empty array');
    refuses(() => textsOf('audience', ['a', 7]), 'audience must be a non-empty string');
    refuses(() => textsOf('audience', ['a', ['b']]), 'audience must be a non-empty string');
    refuses(() => textsOf('audience', [undefined]), 'audience must be a non-empty string');
  });

  it('is shown in quotes, so that a trailing space is seen, and cut where it is long', () => {
    expect(showText('eu-west-1_a ')).toBe("'eu-west-1_a '");
    expect(showText('x'.repeat(80))).toBe(`'${'x'.repeat(80)}'`);
    expect(showText('x'.repeat(81))).toBe(`'${'x'.repeat(80)}…'`);
  });
});

describe('a number', () => {
  it.each([
    [0, { min: 0, max: 1 }],
    [0.5, { min: 0, max: 1 }],
    [1, { min: 1, max: 1, whole: true as const }],
    [1.5, { min: 1, max: 2 }],
  ])('may be %d in the range %j', (value, range) => {
    expect(numberOf('n', value, range)).toBe(value);
  });

  it.each<readonly [unknown, { min: number; max: number; whole?: true }, string]>([
    [-1, { min: 0, max: 9 }, 'n must be a finite number, 0 to 9'],
    [Number.NaN, { min: 0, max: 9 }, 'n must be a finite number, 0 to 9'],
    [Number.POSITIVE_INFINITY, { min: 0, max: 9 }, 'n must be a finite number, 0 to 9'],
    ['1', { min: 0, max: 9 }, 'n must be a finite number, 0 to 9'],
    [1n, { min: 0, max: 9 }, 'n must be a finite number, 0 to 9'],
    [null, { min: 0, max: 9 }, 'n must be a finite number, 0 to 9'],
    [Object(1), { min: 0, max: 9 }, 'n must be a finite number, 0 to 9'],
    [3, { min: 1, max: 2 }, 'n must be a finite number, 1 to 2'],
    [1.5, { min: 1, max: 2, whole: true }, 'n must be a finite whole number, 1 to 2'],
  ])('is not %s in the range %j', (value, range, message) => {
    refuses(() => numberOf('n', value, range), message);
  });
});

describe('a function', () => {
  it('is given back', () => {
    const given = () => {};
    expect(functionOf('fetch', given)).toBe(given);
  });

  it.each([undefined, null, 'fetch', {}])('is not %j', (value) => {
    refuses(() => functionOf('fetch', value), 'fetch must be a function');
  });
});

describe('arguments in excess', () => {
  it.each([[['a', 'b']], [['a', undefined, 'b']], [['a', null]], [['a', false]]])('are refused: %j', (given) => {
    refuses(() => refuseFurtherArguments(given, 1, 'It takes one.'), 'It takes one.');
  });

  it.each([[[]], [['a']], [['a', undefined]], [['a', undefined, undefined]]])('are none in %j', (given) => {
    expect(() => refuseFurtherArguments(given, 1, 'It takes one.')).not.toThrow();
  });
});

describe('options that are given as undefined', () => {
  it.each([[[undefined]], [[undefined, undefined]]])('are refused: %j', (given) => {
    refuses(
      () => refuseLostOptions(given, 1, 'It takes one.'),
      'The last argument is undefined: was a setting not found? To have none, leave it out. It takes one.',
    );
  });

  it.each([[[]], [[{}]], [[null]], [[{}, undefined]]])('are not in %j', (given) => {
    expect(() => refuseLostOptions(given, 1, 'It takes one.')).not.toThrow();
  });

  it('are refused further on too, where they would be ignored', () => {
    refuses(() => refuseLostOptions([{}, {}], 1, 'It takes one.'), 'It takes one.');
  });
});

describe('a verifier', () => {
  it('is given back', () => {
    const verifier = { verify: async () => {} };
    expect(verifierOf(verifier, 'Use it so.')).toBe(verifier);
  });

  it.each([undefined, null, {}, 'x', { headers: {} }, { verify: true }])('is not %j', (value) => {
    refuses(
      () => verifierOf(value as never, 'Use it so.'),
      'Use it so. A verifier is one that createCognitoVerifier or combineVerifiers made',
    );
  });
});
