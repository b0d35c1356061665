import { ConfigError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { propertyOf } from '../../src/options/property-check.ts';

function refuses(check: () => unknown, message: string): void {
  expect(check).toThrow(ConfigError);
  expect(check).toThrow(message);
}

describe('a property for the result', () => {
  it.each(['auth', 'user', 'cognito', '$auth', '_auth2', 'session'])('may be %s', (name) => {
    expect(propertyOf(name)).toBe(name);
  });

  it.each([
    ...[
      'headers',
      'rawHeaders',
      'url',
      'method',
      'body',
      'query',
      'params',
      'raw',
      'req',
      'res',
      'socket',
      'path',
      'log',
    ],
    ...['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf', '__defineGetter__'],
    ...['a b', 'a.b', '2auth', 'größe'],
  ])('is not %s', (name) => {
    refuses(() => propertyOf(name), `property must be a name that the request does not use itself, not '${name}'`);
  });

  it('has no white space around it', () => {
    refuses(() => propertyOf('auth '), 'property must not begin or end with white space or an invisible character');
  });

  it.each([7, null, undefined, '', ['auth'], Symbol('auth')])('is text and not %s', (name) => {
    refuses(() => propertyOf(name), 'property must be a non-empty string');
  });
});
