import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { timesAsLong } from '../../support/relative-time.ts';
import { createLongLivedPool, serveKeys } from '../../support/served-pool.ts';

const pool = await createLongLivedPool();
const [sibling, key] = pool.jwks.keys as [Jwk, Jwk];
const token = await pool.accessToken();
type Jwk = (typeof pool.jwks.keys)[number];

const otherKey = { ...rsa(2048), kid: key.kid, alg: 'RS256', use: 'sig' };
const text = JSON.stringify(pool.jwks);

function rsa(modulusLength: number) {
  return generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
}

/** A modulus of this size that nobody has factored or even made: its bits alone are looked at. */
function modulusOf(bytes: number): string {
  return Buffer.alloc(bytes, 0xff).toString('base64url');
}

async function outcomeOf(body: string | Uint8Array, how: 'cold' | 'known'): Promise<string> {
  const stage = serveKeys(pool);
  if (how === 'known') expect(await stage.verifier.verify(token)).toMatchObject({ token_valid: true });
  stage.serve(() => new Response(body));
  if (how === 'known') {
    expect(await stage.refresh()).toMatchObject({ status: 'stale' });
    expect(stage.events.map(({ type }) => type)).toContain('key_refresh_failed');
  }
  const result = await stage.verifier.verify(token);
  expect(stage.requests).toHaveLength(how === 'known' ? 2 : 1);
  return result.token_valid ? 'accepted' : result.reason;
}

describe('a failed refresh keeps the last good set and is reported', () => {
  it.each<[id: string, title: string, body: string | Uint8Array]>([
    ['JWK-01', 'an empty array of keys', '{"keys":[]}'],
    ['JWK-02', 'keys that are null', '{"keys":null}'],
    ['JWK-02', 'no keys', '{}'],
    ['JWK-02', 'keys that are an object', '{"keys":{}}'],
    ['JWK-03', 'an array on top', '[]'],
    ['JWK-03', 'an array of the keys on top', JSON.stringify(pool.jwks.keys)],
    ['JWK-04', 'a page of HTML', '<html><body>Please sign in</body></html>'],
    ['JWK-05', 'JSON cut at byte 200', text.slice(0, 200)],
    ['JWK-07', 'UTF-16', Buffer.from(text, 'utf16le')],
    ['JWK-08', 'bytes that are not UTF-8', Buffer.from(text.replace('"kid":"', '"kid":"\u00ff'), 'latin1')],
    ['JWK-12', 'two keys with one kid', JSON.stringify({ keys: [key, otherKey, sibling] })],
    ['JWK-26', '10,000 keys', JSON.stringify({ keys: Array.from({ length: 10_000 }, () => key) })],
    ['JWK-30', 'keys of elliptic curves only', JSON.stringify({ keys: [{ kty: 'EC', kid: key.kid }, { kty: 'OKP' }] })],
  ])('%s: %s', async (_id, _title, body) => {
    expect(await outcomeOf(body, 'known')).toBe('accepted');
    expect(await outcomeOf(body, 'cold')).toBe('keys_unavailable');
  });
});

describe('an odd answer that is used', () => {
  it.each<[id: string, title: string, body: string]>([
    ['JWK-06', 'with a byte order mark', `\ufeff${text}`],
    ['JWK-09', 'with a malformed sibling', JSON.stringify({ keys: [{ kty: 'RSA', kid: 'broken' }, key] })],
    ['JWK-10', 'with a sibling whose kid is a number', JSON.stringify({ keys: [{ ...sibling, kid: 5 }, key] })],
    [
      'JWK-11',
      'with a key type of the future',
      JSON.stringify({ keys: [{ kty: 'AKP', kid: 'new', alg: 'ML-DSA-44' }, key] }),
    ],
    ['JWK-12', 'with the same key twice', JSON.stringify({ keys: [key, key] })],
    ['JWK-18', 'with a key without alg', JSON.stringify({ keys: [{ ...key, alg: undefined }] })],
    [
      'JWK-29',
      'with members that nobody knows',
      JSON.stringify({ keys: [{ ...key, x5c: ['AAAA'], x5t: 'a', nbf: 1, status: 'off' }] }),
    ],
  ])('%s: %s', async (_id, _title, body) => {
    expect(await outcomeOf(body, 'cold')).toBe('accepted');
  });
});

describe('a key that is skipped', () => {
  it.each<[id: string, title: string, change: Record<string, unknown>]>([
    ['JWK-13', 'with private members', { d: 'AQAB', p: 'AQAB', q: 'AQAB' }],
    ['JWK-14', 'that is symmetric', { kty: 'oct', k: key.n, alg: 'HS256' }],
    ['JWK-14', 'that has a symmetric secret beside its modulus', { k: key.n }],
    ['JWK-15', 'for encryption', { use: 'enc' }],
    ['JWK-16', 'with key_ops encrypt', { key_ops: ['encrypt'] }],
    ['JWK-16', 'with key_ops sign', { key_ops: ['sign'] }],
    ['JWK-16', 'with key_ops that are no array', { key_ops: 'verify' }],
    ['JWK-17', 'for RS512', { alg: 'RS512' }],
    ['JWK-19', 'of 1024 bits', { n: rsa(1024).n }],
    ['JWK-20', 'of 16384 bits', { n: modulusOf(2048) }],
    ['JWK-21', 'with the exponent 1', { e: 'AQ' }],
    ['JWK-22', 'with the exponent 0', { e: 'AA' }],
    ['JWK-22', 'with an even exponent', { e: 'AQAC' }],
    ['JWK-22', 'with an exponent of 2048 bits', { e: modulusOf(256) }],
    [
      'JWK-24',
      'whose modulus has a leading zero byte',
      { n: Buffer.concat([Buffer.alloc(1), Buffer.from(key.n, 'base64url')]).toString('base64url') },
    ],
    ['JWK-24', 'whose modulus has padding', { n: `${key.n}==` }],
    ['JWK-24', 'whose modulus has stray bits', { n: withStrayBits(key.n) }],
    ['JWK-25', 'whose modulus is no base64url', { n: '!!!' }],
    ['JWK-25', 'whose modulus is a number', { n: 3 }],
    ['JWK-27', 'whose kid has 64,000 characters', { kid: 'k'.repeat(64_000) }],
  ])('%s: %s', async (_id, _title, change) => {
    const stage = serveKeys(pool);
    stage.serveJson({ keys: [sibling, { ...key, ...change }] });
    expect(await stage.verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
    // Its good sibling serves, so this was no failed refresh.
    expect(stage.verifier.health().status).toBe('fresh');
  });

  it('JWK-13: the private members are not kept for its return', async () => {
    const stage = serveKeys(pool);
    stage.serveJson({ keys: [sibling, { ...key, d: 'AQAB' }] });
    await stage.verifier.ready();
    expect(stage.events).toEqual([{ type: 'keys_changed', added: [sibling.kid], removed: [] }]);
  });
});

it('JWK-23: the ROCA fingerprint is not checked, as the documentation says: Cognito makes the keys', async () => {
  // A modulus with the fingerprint needs a factorisation nobody wants to ship; what is shown is that size alone decides.
  const stage = serveKeys(pool);
  stage.serveJson({ keys: [sibling, { ...key, n: modulusOf(256) }] });
  await stage.verifier.ready();
  expect(stage.events).toEqual([{ type: 'keys_changed', added: [sibling.kid, key.kid], removed: [] }]);
});

it('JWK-26: as many keys as fit into 64 KiB are used, and time stays short', async () => {
  // A bound of 32 keys would be a second cap beside the one on bytes, which holds at some 150 keys.
  const others = Array.from({ length: 140 }, (_, at) => ({ kty: 'RSA', kid: `k${at}`, e: 'AQAB', n: modulusOf(256) }));
  const startWith = (keys: readonly object[]) => async () => {
    const stage = serveKeys(pool);
    stage.serveJson({ keys: [...keys, key] });
    expect(await stage.verifier.verify(token)).toMatchObject({ token_valid: true });
  };
  expect(await timesAsLong(startWith(others), startWith(others.slice(0, 14)))).toBeLessThan(40);
});

it('JWK-28: __proto__ members pollute nothing and lend nothing', async () => {
  const stage = serveKeys(pool);
  const inherited = `{"keys":[{"__proto__":${JSON.stringify(key)}},${JSON.stringify(sibling)}],"__proto__":{"polluted":1}}`;
  stage.serve(() => new Response(inherited));
  expect(await stage.verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

it('JWK-31: a new key under the same kid replaces the old one, for remembered tokens too', async () => {
  const stage = serveKeys(pool);
  expect(await stage.verifier.verify(token)).toMatchObject({ token_valid: true });
  stage.serveJson({ keys: [sibling, otherKey] });
  expect(await stage.refresh()).toMatchObject({ status: 'fresh' });
  expect(await stage.verifier.verify(token)).toMatchObject({ reason: 'signature_invalid' });
});

it('JWK-32: tokens of a removed key are refused once the refresh has landed, remembered ones too', async () => {
  const stage = serveKeys(pool);
  const another = await pool.accessToken();
  expect(await stage.verifier.verify(token)).toMatchObject({ token_valid: true });
  stage.serveJson({ keys: [sibling] });
  await stage.refresh();
  expect(await stage.verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
  expect(await stage.verifier.verify(another)).toMatchObject({ reason: 'key_unknown' });
  expect(stage.events.at(-1)).toEqual({ type: 'keys_changed', added: [], removed: [key.kid] });
});

it('JWK-33: of two edges that disagree the last complete answer rules, at one refresh per cool-down', async () => {
  const stage = serveKeys(pool);
  await stage.verifier.ready();
  for (const [keys, outcome] of [
    [[sibling], 'key_unknown'],
    [[sibling, key], 'accepted'],
    [[sibling], 'key_unknown'],
  ] as const) {
    stage.serveJson({ keys });
    await stage.refresh();
    const before = stage.requests.length;
    for (let again = 0; again < 20; again += 1) {
      const result = await stage.verifier.verify(token);
      expect(result.token_valid ? 'accepted' : result.reason).toBe(outcome);
    }
    expect(stage.requests.length - before).toBeLessThanOrEqual(1);
  }
});

function withStrayBits(n: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return n.slice(0, -1) + alphabet[alphabet.indexOf(n.slice(-1)) + 1];
}
