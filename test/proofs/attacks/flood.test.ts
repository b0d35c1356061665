import { generateKeyPairSync, verify } from 'node:crypto';
import { combineVerifiers, createCognitoVerifier } from 'cognito-guard';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectedHeap } from '../../support/collected-heap.ts';
import { countSignatureChecks } from '../../support/count-signature-checks.ts';
import { forge, randomSignature } from '../../support/forge.ts';
import { timesAsLong } from '../../support/relative-time.ts';
import { type Answer, createLongLivedPool, START, serveKeys } from '../../support/served-pool.ts';

const pool = await createLongLivedPool();
const token = await pool.accessToken();
const healthy: Answer = () => Response.json(pool.jwks);
const failing: Answer = () => new Response('no', { status: 500 });
const hanging: Answer = () => new Promise(() => {});

const ofUnknownKey = () => forge(token, { header: { kid: crypto.randomUUID() } });

let checks: ReturnType<typeof countSignatureChecks>;
beforeEach(() => {
  checks = countSignatureChecks();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a minute of random kids, a thousand a second, beside valid tokens', () => {
  it.each<[id: string, title: string, answer: Answer, requests: number]>([
    ['FLD-01', 'the endpoint is healthy', healthy, 7],
    ['FLD-02', 'the endpoint fails', failing, 7],
  ])(
    '%s: %s: every valid token is accepted, at one key request per cool-down',
    async (_id, _title, answer, requests) => {
      const { verifier, clock, serve, requests: made } = serveKeys(pool);
      await verifier.ready();
      serve(answer);
      const tokens = Array.from({ length: 200 }, ofUnknownKey);
      for (let ms = 0; ms < 60_000; ms += 2) {
        clock.ms += 2;
        const forged = tokens[ms % tokens.length];
        expect((await verifier.verify(forged)).token_valid).toBe(false);
        if (ms % 20 === 0) expect((await verifier.verify(token)).token_valid).toBe(true);
      }
      expect(made.length - 1).toBeLessThanOrEqual(requests);
      expect(checks.count()).toBe(1);
    },
  );
});

describe('an endpoint that hangs', () => {
  it.each([
    ['FLD-03', 'warm, at most a thousand callers', 1_000, true],
    // Cold, nobody can tell strangers from users, so that strangers must not use up the room of a thousand.
    ['FLD-04', 'cold, at most ten thousand callers', 10_000, false],
  ])('%s: %s are held, and they are let go at the deadline', async (_id, _title, most, warm) => {
    const fetchTimeoutMs = 3_000;
    const { verifier, serve, requests } = serveKeys(pool, { keys: { fetchTimeoutMs } });
    // Made before the deadline runs, which on a busy machine they would use up.
    const forgeries = Array.from({ length: most + 2_000 }, ofUnknownKey);
    if (warm) await verifier.verify(token);
    serve(hanging);
    let answered = 0;
    const flood = forgeries.map(async (forgery) => {
      const { token_valid, ...refusal } = await verifier.verify(forgery);
      answered += 1;
      return [token_valid, Reflect.get(refusal, 'reason')].join();
    });
    await vi.waitFor(() => expect(answered).toBeGreaterThanOrEqual(2_000), { interval: 5, timeout: fetchTimeoutMs });
    expect(answered).toBe(2_000);
    if (warm) expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    const answers = await Promise.all(flood);
    // Warm, those who find no room are told what is known of their kid: the endpoint was well when it was last asked.
    const count = (reason: string) => answers.filter((answer) => answer === `false,${reason}`).length;
    const expected = warm ? [1_000, 2_000] : [12_000, 0];
    expect([count('keys_unavailable'), count('key_unknown')]).toEqual(expected);
    expect(requests).toHaveLength(warm ? 2 : 1);
  });
});

it('FLD-05: a forged signature under a known kid costs one check and no request', async () => {
  const { verifier, requests } = serveKeys(pool);
  await verifier.ready();
  for (let forgery = 0; forgery < 300; forgery += 1) {
    const forged = forge(token, { signature: randomSignature() });
    expect(await verifier.verify(forged)).toMatchObject({ reason: 'signature_invalid' });
  }
  expect(checks.count()).toBe(300);
  expect(requests).toHaveLength(1);
});

it('FLD-06: random issuers and kids cost no check, no request and no memory', async () => {
  const { verifier, requests } = serveKeys(pool);
  await verifier.ready();
  const flood = async (count: number) => {
    for (let forgery = 0; forgery < count; forgery += 1) {
      const forged = forge(token, {
        header: { kid: crypto.randomUUID() },
        claims: { iss: `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_${forgery}` },
      });
      const result = await verifier.verify(forged);
      if (result.token_valid || result.reason !== 'issuer_unknown')
        expect(result).toMatchObject({ reason: 'issuer_unknown' });
    }
  };
  await flood(5_000);
  const warm = await collectedHeap();
  await flood(25_000);
  expect((await collectedHeap()) - warm).toBeLessThan(500_000);
  expect(requests).toHaveLength(1);
  expect(checks.count()).toBe(0);
});

it('FLD-07: garbage of 1 KB each is refused for next to nothing', async () => {
  const { verifier, requests } = serveKeys(pool);
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const garbage = Array.from({ length: 500 }, () => {
    const part = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64url');
    return `${part(60)}.${part(450)}.${part(256)}`;
  });
  const refuseAll = async () => {
    for (const given of garbage) {
      const result = await verifier.verify(given);
      if (result.token_valid || result.reason !== 'token_malformed')
        expect(result).toMatchObject({ reason: 'token_malformed' });
    }
  };
  // By one signature check for each, which is what an attacker would like to cost us.
  const checkAll = () => {
    for (const _ of garbage) verify('sha256', Buffer.alloc(600), publicKey, Buffer.alloc(256));
  };
  expect(await timesAsLong(refuseAll, checkAll)).toBeLessThan(1);
  expect(requests).toHaveLength(0);
});

it('FLD-08: a key published after an attacker closed the gate is accepted within ten seconds', async () => {
  const { verifier, clock, serveJson } = serveKeys(pool);
  const [first, second] = pool.jwks.keys;
  serveJson({ keys: [first] });
  await verifier.ready();
  expect(await verifier.verify(ofUnknownKey())).toMatchObject({ reason: 'key_unknown' });
  clock.ms += 1_000;
  serveJson({ keys: [first, second] });
  clock.ms += 1_000;
  expect(await verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
  for (let second = 2; second < 10; second += 1) {
    await verifier.verify(ofUnknownKey());
    clock.ms += 1_000;
  }
  expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
});

it('FLD-09: a flood over a thousand pools makes at most two requests for each: its first keys, and one refresh', async () => {
  // No bound over all pools is needed: each has one flight, and a forged token names one pool.
  let inFlight = 0;
  let worst = 0;
  const requests = new Map<string, number>();
  const fetch = async (url: string | URL | Request) => {
    inFlight += 1;
    worst = Math.max(worst, inFlight);
    requests.set(String(url), (requests.get(String(url)) ?? 0) + 1);
    await new Promise((resolve) => setImmediate(resolve));
    inFlight -= 1;
    return Response.json(pool.jwks);
  };
  const ids = Array.from({ length: 1_000 }, (_, at) => `us-east-1_Tenant${at}`);
  const verifiers = ids.map((userPoolId) =>
    createCognitoVerifier({ userPoolId, clientId: 'any', tokenUse: 'access', fetch, now: () => START }),
  );
  const [first, ...others] = verifiers as [(typeof verifiers)[0], ...typeof verifiers];
  const all = combineVerifiers(first, ...others);
  for (let round = 0; round < 3; round += 1) {
    for (const { issuer } of verifiers) {
      const forged = forge(token, { header: { kid: crypto.randomUUID() }, claims: { iss: issuer } });
      expect((await all.verify(forged)).token_valid).toBe(false);
    }
  }
  expect(requests.size).toBe(1_000);
  expect(Math.max(...requests.values())).toBeLessThanOrEqual(2);
  expect(worst).toBe(1);
});
