import { ConfigError } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { urlOf } from '../../src/options/url-check.ts';

function refuses(check: () => unknown, message: string): void {
  expect(check).toThrow(ConfigError);
  expect(check).toThrow(message);
}

describe('a URL', () => {
  it.each([
    'https://proxy.example.com/keys.json',
    'https://proxy.example.com:8443',
    'http://localhost:9229/local_5uAbCdEf',
    'http://pool.localhost:4566/x',
    'http://127.0.0.1:9229/x',
    'http://127.1.2.3/x',
    'http://127.0.0.10/x',
    'http://[::1]:9229/x',
    'https://10.0.0.1/keys.json',
  ])('may be %s', (value) => {
    expect(urlOf('issuer', value)).toBe(value);
  });

  it.each([
    'http://proxy.example.com/keys.json',
    'http://127.0.0.1.example.com/x',
    'http://localhost.example.com/x',
    'http://notlocalhost/x',
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
  ])('is not %j', (value) => {
    refuses(
      () => urlOf('issuer', value),
      'issuer must be an absolute https: URL without query, closing slash or fragment',
    );
  });

  it.each(['https://a/keys/', 'https://a/keys?version=1'])('may be %s where it is fetched as it is', (value) => {
    expect(urlOf('jwksUri', value, 'address')).toBe(value);
  });

  it.each(['http://a/keys', 'https://a/keys#x', 'https://a/keys?a b'])('is not %j there either', (value) => {
    refuses(() => urlOf('jwksUri', value, 'address'), 'jwksUri must be an absolute https: URL without fragment');
  });

  it.each([7, '', null, new URL('https://a/x')])('is text and not %s', (value) => {
    refuses(() => urlOf('issuer', value), 'issuer must be');
  });

  it.each(['https://user@a/x', 'https://user:secret@a/x', 'https://:secret@a/x', 'http://user:secret@localhost/x'])(
    'has no user name and password, which are not shown: %s',
    (value) => {
      for (const form of [[], ['address']] as const) {
        const check = () => urlOf('jwksUri', value, ...form, 'http on any host');
        refuses(check, 'jwksUri must be a URL without user name and password');
        expect(check).not.toThrow('secret');
      }
    },
  );

  it.each([' https://a/x', 'https://a/x\n', 'https://user:secret@a/x?secret '])(
    'has no white space around it, and is not shown where it has: %j',
    (value) => {
      const check = () => urlOf('jwksUri', value, 'address');
      refuses(check, 'jwksUri must not begin or end with white space or an invisible character');
      expect(check).not.toThrow('secret');
    },
  );

  it('shows in quotes what it is not', () => {
    refuses(() => urlOf('jwksUri', 'http://a/x', 'address'), "(http: on loopback only), not 'http://a/x'");
  });

  it.each([
    'http://a/x?key=hunter2',
    'https://a/x#hunter2',
    'a/x?key=hunter2',
    '//a/x?key=hunter2',
    'user:hunter2@a/x',
    'https://user:hunter2/1@a/x',
    'https://user:hunter2?1@a/x',
    'https://user:hunter2#1@a/x',
    'ftp:\\\\user:hunter2@a',
    'https://a/x y?key=hunter2',
  ])('shows nothing that may be a secret: %s', (value) => {
    for (const form of [[], ['address']] as const) {
      const check = () => urlOf('jwksUri', value, ...form);
      expect(check).toThrow(ConfigError);
      expect(check).not.toThrow('hunter2');
    }
  });

  it.each(['http://cognito:9229/local_1', 'http://host.docker.internal:9229/x', 'http://10.0.0.1/x', 'https://a/x'])(
    'may be %s for an emulator',
    (value) => {
      expect(urlOf('emulator.issuer', value, 'http on any host')).toBe(value);
    },
  );

  it.each(['ftp://cognito/x', 'file:///x', 'cognito:9229/x', 'javascript:alert(1)'])(
    'is not %s even there',
    (value) => {
      refuses(
        () => urlOf('emulator.issuer', value, 'http on any host'),
        'emulator.issuer must be an absolute https: URL without query, closing slash or fragment (or http:)',
      );
    },
  );
});
