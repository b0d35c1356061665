import { afterEach, describe, expect, it, vi } from 'vitest';
import { collectedHeap } from '../../support/collected-heap.ts';
import { forge } from '../../support/forge.ts';
import { createLongLivedPool, HOUR, MINUTE, serveKeys } from '../../support/served-pool.ts';
import { FAULTS, HEALTHY } from './faults.ts';
import { openStage, type SocketStage } from './socket-stage.ts';

const pool = await createLongLivedPool();
const token = await pool.accessToken();
const [sibling, key] = pool.jwks.keys;
const remembers = [
  ['remembered', { max: 1_000 }],
  ['not remembered', false],
] as const;

const stages: SocketStage[] = [];
afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.close()));
});

async function stage(...args: Parameters<typeof openStage> extends [unknown, ...infer Rest] ? Rest : never) {
  const opened = await openStage(pool, ...args);
  stages.push(opened);
  return opened;
}

it('thirty times frozen, its sockets dead before each fetch, a process refuses nobody', async () => {
  const { outcomeOf, endpoint, clock, verifier } = await stage();
  for (let thaw = 0; thaw < 30; thaw += 1) {
    expect((await outcomeOf(token)).outcome).toBe('accepted');
    expect(verifier.health()).toMatchObject({ status: 'fresh' });
    endpoint.cutConnections();
    clock.offsetMs += 20 * MINUTE;
  }
  expect(endpoint.requests()).toBe(30);
  await vi.waitFor(() => expect(endpoint.openSockets()).toBe(0), { timeout: 60_000 });
});

describe.each(remembers)('a removed key, its token %s', (_title, tokenCache) => {
  async function afterRemoval(ms: number) {
    const opened = serveKeys(pool, { tokenCache });
    expect(await opened.verifier.verify(token)).toMatchObject({ token_valid: true });
    opened.serveJson({ keys: [sibling] });
    opened.clock.ms += ms;
    return opened;
  }

  it('is refused on the second request after 5.1 minutes', async () => {
    const { verifier } = await afterRemoval(5.1 * MINUTE);
    // Accepted only if the refresh that it starts has not landed before its signature is checked.
    await verifier.verify(token);
    await verifier.ready();
    expect(await verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
  });

  it('is refused on the first request after 15.1 minutes', async () => {
    const { verifier } = await afterRemoval(15.1 * MINUTE);
    expect(await verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
  });
});

it('a rotated key is accepted and the old one refused once the refresh has landed', async () => {
  const rotating = await createLongLivedPool();
  const { verifier, refresh } = serveKeys(rotating);
  const before = await rotating.accessToken();
  expect(await verifier.verify(before)).toMatchObject({ token_valid: true });
  await rotating.rotateKeys();
  const after = await rotating.accessToken();
  expect(await verifier.verify(after)).toMatchObject({ token_valid: true });
  expect(await verifier.verify(before)).toMatchObject({ token_valid: false });
  await refresh();
  expect(await verifier.verify(after)).toMatchObject({ token_valid: true });
  expect(await verifier.verify(before)).toMatchObject({ reason: 'key_unknown' });
});

it('of two keys under one kid never both are good', async () => {
  const other = await createLongLivedPool();
  const sameKid = { ...other.jwks.keys[1], kid: key?.kid };
  const ofOther = await other.accessToken({}, { kid: key?.kid });
  const { verifier, refresh, serveJson } = serveKeys(pool);
  const verdicts = async () => [await verifier.verify(token), await verifier.verify(ofOther)].map((r) => r.token_valid);
  for (const [keys, wanted] of [
    [[key], [true, false]],
    [[sameKid], [false, true]],
    [[key], [true, false]],
  ] as const) {
    serveJson({ keys });
    await refresh();
    expect(await verdicts()).toEqual(wanted);
  }
});

it.each(remembers)('an endpoint down for 1, 23 and 25 hours, and back, its token %s', async (_title, tokenCache) => {
  const { outcomeOf, endpoint, clock } = await stage({ tokenCache });
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  endpoint.behave(FAULTS['status 500']);
  for (const [hours, outcome] of [
    [1, 'accepted'],
    [22, 'accepted'],
    [2, 'keys_unavailable'],
  ] as const) {
    clock.offsetMs += hours * HOUR;
    expect((await outcomeOf(token)).outcome).toBe(outcome);
  }
  endpoint.behave(HEALTHY);
  clock.offsetMs += 10_000;
  expect((await outcomeOf(token)).outcome).toBe('accepted');
});

it('a thousand concurrent cold callers make one request and are all accepted', async () => {
  const { outcomeOf, endpoint } = await stage({ tokenCache: false });
  endpoint.behave(({ response, jwks }) => void setTimeout(() => response.end(JSON.stringify(jwks)), 200));
  const outcomes = await Promise.all(Array.from({ length: 1_000 }, () => outcomeOf(token)));
  expect(outcomes.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
  expect(endpoint.requests()).toBe(1);
});

describe('a clock that jumps', () => {
  it.each([
    ['a day ahead', 24 * HOUR],
    ['an hour back', -HOUR],
    ['a year back', -365 * 24 * HOUR],
  ])('%s trusts no removed key for good, and closes no gate for ever', async (_title, jump) => {
    const { verifier, clock, serve, serveJson } = serveKeys(pool);
    await verifier.verify(token);
    serve(() => new Response('no', { status: 500 }));
    clock.ms += 6 * MINUTE;
    await verifier.ready();
    clock.ms += jump;
    serveJson({ keys: [sibling] });
    await verifier.verify(token);
    await verifier.ready();
    clock.ms += 11_000;
    await verifier.verify(token);
    await verifier.ready();
    expect(await verifier.verify(token)).toMatchObject({ reason: 'key_unknown' });
  });

  it('that is NaN makes keys unavailable, and its return makes them good again', async () => {
    const { verifier, clock } = serveKeys(pool);
    const { ms } = clock;
    for (const now of [Number.NaN, ms, Number.NaN, ms]) {
      clock.ms = now;
      const result = await verifier.verify(token);
      expect(result).toMatchObject(Number.isNaN(now) ? { reason: 'keys_unavailable' } : { token_valid: true });
    }
  });
});

describe('memory', () => {
  it('does not grow with 60,000 forged tokens of distinct issuers and kids', async () => {
    const { verifier } = serveKeys(pool);
    await verifier.ready();
    const flood = async (count: number) => {
      for (let at = 0; at < count; at += 1) {
        // Half of them name this pool, so that each would like to cause a key request.
        const claims =
          at % 2 === 0 ? { iss: `https://idp.example.com/${crypto.randomUUID()}` } : { jti: crypto.randomUUID() };
        await verifier.verify(forge(token, { header: { kid: crypto.randomUUID() }, claims }));
      }
    };
    await flood(10_000);
    const warm = await collectedHeap();
    await flood(60_000);
    expect((await collectedHeap()) - warm).toBeLessThan(500_000);
  });

  it('is bounded by tokenCache.max under distinct valid tokens', async () => {
    const { verifier } = serveKeys(pool, { tokenCache: { max: 50 } });
    const flood = async (count: number) => {
      for (let at = 0; at < count; at += 1) {
        const { token_valid } = await verifier.verify(await pool.accessToken({ jti: crypto.randomUUID() }));
        expect(token_valid).toBe(true);
      }
    };
    await flood(300);
    const warm = await collectedHeap();
    await flood(1_500);
    expect((await collectedHeap()) - warm).toBeLessThan(500_000);
  });
});

describe('an event handler', () => {
  it.each<[title: string, onEvent: () => unknown]>([
    [
      'that throws',
      () => {
        throw new Error('handler');
      },
    ],
    ['that rejects', () => Promise.reject(new Error('handler'))],
    ['that never ends', () => new Promise(() => {})],
  ])('%s changes no answer and leaves no rejection behind', async (_title, onEvent) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { outcomeOf, endpoint, clock } = await stage({ onEvent });
    expect((await outcomeOf(token)).outcome).toBe('accepted');
    endpoint.behave(FAULTS['status 500']);
    clock.offsetMs += 16 * MINUTE;
    expect((await outcomeOf(token)).outcome).toBe('accepted');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unhandled).not.toHaveBeenCalled();
    process.off('unhandledRejection', unhandled);
  });
});
