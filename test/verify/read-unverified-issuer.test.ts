import { afterEach, describe, expect, it, vi } from 'vitest';
import { readUnverifiedIssuer } from '../../src/verify/read-unverified-issuer.ts';

const read = (json: string) => readUnverifiedIssuer(`AAAA.${Buffer.from(json).toString('base64url')}.AAAA`);

describe('the issuer that a payload claims', () => {
  it.each([
    ['plainly', '{"iss":"https://a/b"}', 'https://a/b'],
    ['with escaped slashes, as Cognito writes', '{"iss":"https:\\/\\/a\\/b"}', 'https://a/b'],
    ['with spaces', ' { "iss" : "x" } ', 'x'],
    ['after other claims', '{"sub":"a","n":1,"l":[1,{"a":[]}],"o":{"p":"q"},"iss":"x"}', 'x'],
    ['after text that holds braces and quotes', '{"a":"}{\\"iss\\":\\"y\\"","iss":"x"}', 'x'],
    ['after text that ends in a backslash', '{"a":"\\\\","iss":"x"}', 'x'],
    ['first of two', '{"iss":"x","iss":"y"}', 'x'],
    ['as empty text', '{"iss":""}', ''],
    ['and not the one in an object before it', '{"a":{"iss":"y"},"iss":"x"}', 'x'],
    ['and not the one in an array before it', '{"a":[{"iss":"y"}],"iss":"x"}', 'x'],
    ['and not a value that is called so', '{"a":"iss","b":["iss"],"iss":"x"}', 'x'],
    ['after text with escaped quotes and braces', '{"a":"\\"}{","b":"iss","iss":"x"}', 'x'],
    // A search, not a parser: good enough to permit a refresh of keys, and for nothing else.
    ['alone, though it stands in an object within', '{"a":{"iss":"x"}}', 'x'],
  ])('is read %s', (_, json, issuer) => {
    expect(read(json)).toBe(issuer);
  });

  it.each([
    ['none is there', '{"sub":"a"}'],
    ['it stands in an array within', '{"a":["iss"]}'],
    ['each of two stands in an object within', '{"a":{"iss":"x"},"b":{"iss":"y"}}'],
    ['each of two stands outside the object', '"iss":"x","iss":"y"'],
    ['two are numbers', '{"iss":1,"iss":2}'],
    ['the second is cut off', '{"a":{"iss":"x"},"iss":"y'],
    ['it is a number', '{"iss":1}'],
    ['it is a value, not a name', '{"a":"iss"}'],
    ['it is an array', '{"iss":["x"]}'],
    ['its text does not end', '{"iss":"x'],
    ['the name does not end', '{"is'],
    ['the text ends in an escape', '{"a":"\\'],
    ['the payload is empty', ''],
    ['it is longer than any issuer', `{"iss":"${'x'.repeat(2_000)}"}`],
    ['it stands beyond what is scanned', `{"a":"${'x'.repeat(50_000)}","iss":"x"}`],
  ])('is undefined where %s', (_, json) => {
    expect(read(json)).toBeUndefined();
  });

  it('is read in a token of exactly the longest length, and in no longer one', () => {
    const token = `AAAA.${Buffer.from('{"iss":"x"}').toString('base64url')}.`;
    expect(readUnverifiedIssuer(token.padEnd(65_536, 'A'))).toBe('x');
    expect(readUnverifiedIssuer(token.padEnd(65_537, 'A'))).toBeUndefined();
  });

  it.each(['', 'AAAA', 'AAAA.e30', 'AAAA.e31.AAAA', 'AAAA.{}.AAAA'])(
    'is undefined in %j, which is no token',
    (token) => {
      expect(readUnverifiedIssuer(token)).toBeUndefined();
    },
  );
});

describe.each([
  ['without Buffer', undefined],
  ['whose Buffer does not know base64url', { isEncoding: () => false }],
])('on a host %s', (_, host) => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['plainly', '{"iss":"https://a/b"}', 'https://a/b'],
    ['after text beyond ASCII', '{"name":"\u00fc\u00ff\u20ac??>>","iss":"https://a/b"}', 'https://a/b'],
    ['nowhere', '{}', undefined],
  ])('the issuer that stands there %s is read as on Node', (_where, json, issuer) => {
    const token = `AAAA.${Buffer.from(json).toString('base64url')}.AAAA`;
    vi.stubGlobal('Buffer', host);
    expect(readUnverifiedIssuer(token)).toBe(issuer);
  });

  it.each(['AAAA.{}.AAAA', 'AAAA.A.AAAA'])('it is undefined in %j, which is no token', (token) => {
    vi.stubGlobal('Buffer', host);
    expect(readUnverifiedIssuer(token)).toBeUndefined();
  });
});
