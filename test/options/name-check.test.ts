import { ConfigError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { namesOf, QUOTABLE, SCOPE_NAMES } from '../../src/options/name-check.ts';

describe('a list of names', () => {
  it('is given back as a copy', () => {
    const given = ['read', 'https://api.example.com/orders.write', '!#[]~'];
    expect(namesOf('scopes', given, SCOPE_NAMES)).toEqual(given);
    expect(namesOf('scopes', given, SCOPE_NAMES)).not.toBe(given);
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['text', 'read', /scopes must be an array of names/],
    ['an object', { 0: 'read' }, /scopes must be an array of names/],
    ['nothing', undefined, /scopes must be an array of names/],
    ['an empty array', [], /scopes must not be an empty array/],
    ['a number in it', ['read', 7], /scopes must be a non-empty string/],
    ['the text of a missing setting', ['null'], /scopes is the text 'null'/],
    ['a name that the pattern refuses', ['read', 'a b'], /scopes must be names of ASCII characters .*, unlike 'a b'/],
  ])('is not %s', (_, given, message) => {
    expect(() => namesOf('scopes', given, SCOPE_NAMES)).toThrow(ConfigError);
    expect(() => namesOf('scopes', given, SCOPE_NAMES)).toThrow(message);
  });

  it('has the alphabet of RFC 6750 section 3 where it goes into a quoted parameter, character by character', () => {
    const characters = Array.from({ length: 0x101 }, (_, code) => String.fromCharCode(code));
    const allowed = characters.filter((character) => QUOTABLE.test(character)).join('');
    const printable = characters.slice(0x21, 0x7f).filter((character) => !'"\\'.includes(character));
    expect(allowed).toBe(printable.join(''));
  });
});
