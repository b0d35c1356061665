import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createCognitoVerifier } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';
import { tamper } from 'cognito-guard/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTokenCache } from '../../../src/verify/token-cache.ts';
import { collectedHeap } from '../../support/collected-heap.ts';
import { countSignatureChecks } from '../../support/count-signature-checks.ts';
import { decode, forge, randomSignature } from '../../support/forge.ts';
import { createLongLivedPool, HOUR, MINUTE, START, serveKeys } from '../../support/served-pool.ts';

const run = promisify(execFile);
const pool = await createLongLivedPool();
const [, key] = pool.jwks.keys as [unknown, { kid: string; n: string }];
const token = await pool.accessToken();
const shortLived = await pool.accessToken({ exp: START / 1000 + 60 });
const withOldIat = await pool.accessToken({ exp: START / 1000 + 60, iat: 0 });

let checks: ReturnType<typeof countSignatureChecks>;
beforeEach(() => {
  checks = countSignatureChecks();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function seen(given: string, options = {}) {
  const stage = serveKeys(pool, options);
  expect(await stage.verifier.verify(given)).toMatchObject({ token_valid: true });
  return stage;
}

describe('time decides on every hit', () => {
  it.each([
    ['CAC-01', 'a token that expires while it is remembered', shortLived],
    ['CAC-02', 'the same of a token with the oldest iat there is', withOldIat],
  ])('%s: refuses %s, with its claims and without another check', async (_id, _title, given) => {
    const { verifier, clock } = await seen(given);
    clock.ms = START + 59_999;
    expect(await verifier.verify(given)).toMatchObject({ token_valid: true });
    clock.ms = START + 60_000;
    expect(await verifier.verify(given)).toMatchObject({ reason: 'token_expired', claims: { exp: START / 1000 + 60 } });
    expect(checks.count()).toBe(1);
  });

  it('CAC-02: a token without iat is never accepted, so it cannot be remembered', async () => {
    const { verifier } = serveKeys(pool);
    const without = await pool.accessToken({ iat: undefined });
    expect(await verifier.verify(without)).toMatchObject({ reason: 'claims_malformed' });
    expect(await verifier.verify(without)).toMatchObject({ reason: 'claims_malformed' });
    expect(checks.count()).toBe(2);
  });

  it('CAC-03: by the wall clock, while the monotonic one stands still', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(1);
    const wall = vi.spyOn(Date, 'now').mockReturnValue(START);
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, now: () => Date.now(), tokenUse: 'access' });
    expect(await verifier.verify(shortLived)).toMatchObject({ token_valid: true });
    wall.mockReturnValue(START + HOUR);
    expect(await verifier.verify(shortLived)).toMatchObject({ reason: 'token_expired' });
  });

  it('CAC-13: a token before its nbf is not remembered as good, nor as bad', async () => {
    const { verifier, clock } = serveKeys(pool);
    const later = await pool.accessToken({ nbf: START / 1000 + 60 });
    expect(await verifier.verify(later)).toMatchObject({ reason: 'token_not_yet_valid' });
    clock.ms += MINUTE;
    expect(await verifier.verify(later)).toMatchObject({ token_valid: true });
  });
});

describe('the key decides on every hit', () => {
  it('CAC-04: a key that is gone takes its remembered tokens with it, at once', async () => {
    const stage = await seen(token);
    stage.serveJson({ keys: pool.jwks.keys.filter(({ kid }) => kid !== key.kid) });
    await stage.refresh();
    expect(await stage.verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
  });

  it('CAC-05: so does a key that was replaced under the same kid', async () => {
    const stage = await seen(token);
    stage.serveJson({ keys: [{ ...key, n: Buffer.alloc(256, 0xfb).toString('base64url') }] });
    await stage.refresh();
    expect(await stage.verifier.verify(token)).toMatchObject({ reason: 'signature_invalid' });
    stage.serveJson(pool.jwks);
    await stage.refresh();
    expect(await stage.verifier.verify(token)).toMatchObject({ token_valid: true });
  });

  it('CAC-14: a refusal ends when its cause does', async () => {
    const stage = serveKeys(pool);
    stage.serveJson({ keys: pool.jwks.keys.filter(({ kid }) => kid !== key.kid) });
    expect(await stage.verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
    stage.serveJson(pool.jwks);
    stage.clock.ms += 10_001;
    expect(await stage.verifier.verify(token)).toMatchObject({ token_valid: true });
  });
});

it('CAC-06: nobody can change what the next caller sees', async () => {
  const { verifier } = serveKeys(pool);
  const mine = await pool.accessToken({ 'cognito:groups': ['users'], nested: { deep: [1] } });
  const first = await verifier.verifyOrThrow<{ nested: { deep: number[] } }>(mine);
  for (const change of [
    () => Object.assign(first.claims, { sub: 'admin' }),
    () => (first.claims['cognito:groups'] as string[]).push('admin'),
    () => first.claims.nested.deep.push(2),
    () => Object.assign(first, { token_use: 'id' }),
  ]) {
    expect(change).toThrow(TypeError);
  }
  const [, payload = ''] = mine.split('.');
  expect((await verifier.verifyOrThrow(mine)).claims).toEqual(decode(payload));
});

it('CAC-07: ten thousand forged tokens do not push out a remembered one', async () => {
  const { verifier } = await seen(token, { tokenCache: { max: 10 } });
  for (let forgery = 0; forgery < 10_000; forgery += 1) {
    await verifier.verify(forge(token, { header: { n: forgery } }));
  }
  const before = checks.count();
  expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
  expect(checks.count()).toBe(before);
});

it('CAC-08: verifiers of different policy share nothing', async () => {
  await seen(token);
  const idOnly = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'id', now: () => START });
  expect(await idOnly.verify(token)).toMatchObject({ reason: 'token_use_mismatch' });
  const { verifier } = serveKeys(pool, { clientId: 'anotherclient' });
  expect(await verifier.verify(token)).toMatchObject({ reason: 'client_mismatch' });
});

it('CAC-09, CAC-17 and CAC-18: guards run on every call, remembered token or not', async () => {
  // There are no options per call and no revocation hook: a guard is what is decided per call.
  const { verifier } = await seen(token);
  const request = () => new Request('https://api.example.com/', { headers: { authorization: `Bearer ${token}` } });
  for (let call = 0; call < 3; call += 1) {
    expect(await requireAuth(verifier, { scopes: ['aws.cognito.signin.user.admin'] })(request())).toHaveProperty(
      'claims',
    );
    expect(await requireAuth(verifier, { scopes: ['api/read'] })(request())).toMatchObject({ status: 403 });
    expect(await requireAuth(verifier, { groups: ['admin'] })(request())).toMatchObject({ status: 403 });
  }
  expect(checks.count()).toBe(1);
});

describe('the whole string decides', () => {
  it.each([
    ['a newline after it', `${token}\n`],
    ['padding after it', `${token}==`],
    [
      'stray bits in its last character',
      token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1),
    ],
    ['a space before it', ` ${token}`],
  ])('CAC-10: another spelling of a remembered token is refused: %s', async (_title, variant) => {
    const { verifier } = await seen(token);
    expect(await verifier.verify(variant)).toMatchObject({ reason: 'token_malformed' });
  });

  it('CAC-11 and CAC-12: a token with the tail of a remembered one is another token', async () => {
    const { verifier } = await seen(token);
    const sameSignature = tamper(token, { sub: 'admin' });
    expect(await verifier.verify(sameSignature)).toMatchObject({ reason: 'signature_invalid' });
    const sameTail = forge(sameSignature, { signature: randomSignature().slice(0, -43) + token.slice(-43) });
    expect(await verifier.verify(sameTail)).toMatchObject({ reason: 'signature_invalid' });
    expect(() => serveKeys(pool, { tokenCache: { max: 10, keyBuilder: () => 'k' } as { max: number } })).toThrow(
      'keyBuilder',
    );
  });
});

describe('memory', () => {
  it('CAC-15: three hundred thousand distinct tokens leave a thousand', async () => {
    const cache = createTokenCache<{ token: string }>(1_000);
    const fill = (from: number, to: number) => {
      for (let at = from; at < to; at += 1) cache.set({ token: `${'t'.repeat(900)}${String(at).padStart(43, '0')}` });
    };
    fill(0, 20_000);
    const warm = await collectedHeap();
    fill(20_000, 300_000);
    expect((await collectedHeap()) - warm).toBeLessThan(2_000_000);
  });

  it('a remembered token that was cut out of a large text does not keep that text', async () => {
    // The spies of this file keep the arguments of every check, and with them the text.
    vi.restoreAllMocks();
    const { verifier } = serveKeys(pool);
    await verifier.ready();
    const tokens = await Promise.all(Array.from({ length: 60 }, () => pool.accessToken({ jti: crypto.randomUUID() })));
    const verifyCutOut = async (given: string) => {
      const message = `${given}${'m'.repeat(1_000_000)}`;
      // Written to a buffer and read back, so that the text is one piece and the slice points into it.
      const received = Buffer.from(message).toString('latin1');
      expect((await verifier.verify(received.slice(0, given.length))).token_valid).toBe(true);
    };
    for (const given of tokens.slice(0, 10)) await verifyCutOut(given);
    const warm = await collectedHeap();
    for (const given of tokens.slice(10)) await verifyCutOut(given);
    // Fifty messages have 50 MB.
    expect((await collectedHeap()) - warm).toBeLessThan(5_000_000);
  }, 60_000);

  it('CAC-15: the oldest is verified again, the youngest is not', async () => {
    const { verifier } = serveKeys(pool, { tokenCache: { max: 3 } });
    const tokens = await Promise.all(Array.from({ length: 4 }, () => pool.accessToken({ jti: crypto.randomUUID() })));
    for (const given of tokens) await verifier.verify(given);
    await verifier.verify(tokens[3]);
    expect(checks.count()).toBe(4);
    await verifier.verify(tokens[0]);
    expect(checks.count()).toBe(5);
  });

  it('CAC-16: without a cache no text of a token stays in the heap', async () => {
    const script = new URL('./heap-keeps-token.ts', import.meta.url).pathname;
    const find = (tokenCache: 'on' | 'off') => run(process.execPath, ['--import', 'tsx', script, tokenCache]);
    const [on, off] = await Promise.all([find('on'), find('off')]);
    expect([on.stdout.trim(), off.stdout.trim()]).toEqual(['found', 'absent']);
  });
});
