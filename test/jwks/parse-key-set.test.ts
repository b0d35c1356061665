import { describe, expect, it } from 'vitest';
import { parseKeySet } from '../../src/jwks/parse-key-set.ts';
import { modulusOf } from '../support/usable-modulus.ts';

const JWK = { kty: 'RSA', kid: 'a', n: modulusOf(2048), e: 'AQAB', alg: 'RS256', use: 'sig' };

describe('a key', () => {
  it.each<readonly [string, object]>([
    ['as Cognito publishes it', {}],
    ['without use', { use: undefined }],
    ['without alg', { alg: undefined }],
    ['for verify', { key_ops: ['verify'] }],
    ['for verify and more', { key_ops: ['encrypt', 'verify'] }],
    ['of 3072 bits', { n: modulusOf(3072) }],
    ['of 4096 bits', { n: modulusOf(4096) }],
    ['of 2049 bits', { n: modulusOf(2049) }],
    ['with a kid of 256 characters', { kid: 'k'.repeat(256) }],
    ['with a kid in standard Base64', { kid: 'vyVQH7UMjwYboVvyFf+zd4KHZfgc+RtmU/A2vHhgITI=' }],
    ['with a kid called __proto__', { kid: '__proto__' }],
    ['with members that nobody knows', { x5t: 'x', future: {} }],
  ])('%s is used', (_, more) => {
    const jwk = { ...JWK, ...more };
    expect([...parseKeySet(JSON.parse(JSON.stringify({ keys: [jwk] })))]).toEqual([[jwk.kid, jwk.n]]);
  });

  const even = `${modulusOf(2048).slice(0, -2)}Ag`;
  it.each<readonly [string, object]>([
    ['of another type', { kty: 'EC' }],
    ['without type', { kty: undefined }],
    ['for encryption', { use: 'enc' }],
    ['with an empty use', { use: '' }],
    ['with a null use', { use: null }],
    ['for another algorithm', { alg: 'RS512' }],
    ['for signing only', { key_ops: ['sign'] }],
    ['with key_ops that is text', { key_ops: 'verify' }],
    ['with another exponent', { e: 'Aw' }],
    ['with the exponent in another spelling', { e: 'AAEAAQ' }],
    ['without exponent', { e: undefined }],
    ['of 2047 bits', { n: modulusOf(2047) }],
    ['of 1024 bits', { n: modulusOf(1024) }],
    ['of 4097 bits', { n: modulusOf(4097) }],
    ['of 16384 bits', { n: modulusOf(16_384) }],
    ['with an even modulus', { n: even }],
    ['with a modulus of zeros', { n: 'A'.repeat(344) }],
    [
      'with a leading zero byte',
      { n: Buffer.concat([Buffer.of(0), Buffer.from(JWK.n, 'base64url')]).toString('base64url') },
    ],
    ['with padding', { n: `${JWK.n}==` }],
    ['with the other alphabet', { n: `${JWK.n.slice(0, 100)}+${JWK.n.slice(101)}` }],
    ['with stray bits', { n: `${JWK.n.slice(0, -1)}R` }],
    ['with an impossible length', { n: 'A'.repeat(345) }],
    ['with a modulus that is a number', { n: 7 }],
    ['without modulus', { n: undefined }],
    ['without kid', { kid: undefined }],
    ['with an empty kid', { kid: '' }],
    ['with a kid that is a number', { kid: 7 }],
    ['with a kid of 257 characters', { kid: 'k'.repeat(257) }],
    ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map(
      (name) => [`with the private member ${name}`, { [name]: 'AQ' }] as const,
    ),
  ])('%s is skipped, alone', (_, more) => {
    const second = { ...JWK, kid: 'b', n: modulusOf(2048, 2) };
    const set = JSON.parse(JSON.stringify({ keys: [{ ...JWK, ...more }, second] }));
    expect([...parseKeySet(set)]).toEqual([['b', second.n]]);
    expect(() => parseKeySet({ keys: set.keys.slice(0, 1) })).toThrow('no usable key');
  });

  it('may stand twice', () => {
    expect(parseKeySet({ keys: [JWK, { ...JWK }] }).size).toBe(1);
  });

  it('makes the set no answer where another key has its kid', () => {
    expect(() => parseKeySet({ keys: [JWK, { ...JWK, n: modulusOf(2048, 2) }] })).toThrow('two keys with one kid');
  });

  it('does not clash with an unusable one of its kid', () => {
    expect(parseKeySet({ keys: [JWK, { ...JWK, n: modulusOf(1024) }] }).size).toBe(1);
  });

  it('may be of one modulus under two kids', () => {
    expect(parseKeySet({ keys: [JWK, { ...JWK, kid: 'b' }] }).size).toBe(2);
  });
});

describe('a set', () => {
  it.each([null, undefined, 7, 'keys', [], {}, { keys: {} }, { keys: 'x' }])('that is %j is no answer', (json) => {
    expect(() => parseKeySet(json)).toThrow('an array named keys');
  });

  it.each(['keys', 'kid'])('takes no %s from a polluted Object.prototype', (name) => {
    const value = name === 'keys' ? [JWK] : 'a';
    Object.defineProperty(Object.prototype, name, { value, configurable: true });
    try {
      expect(() =>
        parseKeySet(name === 'keys' ? {} : { keys: [JSON.parse(JSON.stringify({ ...JWK, kid: undefined }))] }),
      ).toThrow();
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  });
});
