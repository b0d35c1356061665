import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLongLivedPool, HOUR, MINUTE, START } from '../../support/served-pool.ts';
import { type FaultServer, startFaultServer } from '../faults/fault-server.ts';
import { type Behaviour, FAULTS, HEALTHY, packBomb } from '../faults/faults.ts';
import { selfSignedCertificate } from '../faults/self-signed.ts';
import { openStage, type SocketStage } from '../faults/socket-stage.ts';

const pool = await createLongLivedPool();
const token = await pool.accessToken();
/** A label longer than a name may have: refused by the resolver on this machine, so that no network is asked. */
const UNRESOLVABLE = `https://${'k'.repeat(64)}.invalid/jwks.json`;
const tokenOfUnknownKey = await pool.accessToken({}, { kid: 'unknown' });
const DEADLINE_MS = 600;
const stages: SocketStage[] = [];
beforeAll(packBomb);

async function stage(behaviour: Behaviour = HEALTHY, fetchTimeoutMs = DEADLINE_MS) {
  const opened = await openStage(pool, { keys: { fetchTimeoutMs } });
  opened.endpoint.behave(behaviour);
  stages.push(opened);
  return opened;
}

afterEach(async () => {
  await Promise.all(stages.splice(0).map((opened) => opened.close()));
});

const status =
  (code: number, headers = {}): Behaviour =>
  ({ response }) =>
    void response.writeHead(code, headers).end();

function withLength(change: number): Behaviour {
  return ({ request, jwks }) => {
    const body = JSON.stringify(jwks);
    request.socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length + change}\r\n\r\n${body}`);
  };
}

const resetMidBody: Behaviour = ({ request, response, jwks }) => {
  response.writeHead(200);
  response.write(JSON.stringify(jwks).slice(0, 100), () => request.socket.resetAndDestroy());
};

/** Failures that are told at once; the number is of requests, the immediate second try included. */
describe('a failed refresh: known keys serve, an unknown kid is told at once and when to come back', () => {
  it.each<[id: string, title: string, behaviour: Behaviour, requests: number]>([
    ['NET-01', 'status 500', status(500), 1],
    ['NET-02', 'status 404', status(404), 1],
    ['NET-03', 'status 429, whose Retry-After the gate makes needless', status(429, { 'retry-after': '30' }), 1],
    ['NET-04', 'status 204', status(204), 1],
    ['NET-04', 'status 206', ({ response, jwks }) => void response.writeHead(206).end(JSON.stringify(jwks)), 1],
    ['NET-04', 'status 304', status(304), 1],
    ['NET-05', 'a redirect to another host, not followed', FAULTS['a redirect'], 1],
    ['NET-06', 'a redirect to the same host, not followed', status(302, { location: '/other.json' }), 1],
    ['NET-10', 'a reset before the response, tried once more', FAULTS['reset before headers'], 2],
    ['NET-11', 'a reset in the body, which is never parsed in part', resetMidBody, 1],
    ['NET-16', 'a body of 100 MB, given up at 64 KiB', FAULTS['a body of 100 MB'], 1],
    ['NET-17', 'a gzip bomb, given up at 64 KiB decoded', FAULTS['a gzip bomb of 300 MB'], 1],
    ['NET-18', 'a content length that promises more', withLength(50), 1],
    ['NET-18', 'a content length that promises less', withLength(-50), 1],
    [
      'NET-19',
      'an error of the chunked encoding',
      ({ request }) => void request.socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n{}\r\n'),
      1,
    ],
  ])('%s: %s', async (_id, _title, behaviour, requests) => {
    const { verifier, endpoint, clock, events } = await stage(HEALTHY, 5_000);
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    endpoint.behave(behaviour);
    clock.offsetMs += 6 * MINUTE;
    expect(await verifier.ready()).toMatchObject({ status: 'stale' });
    expect(endpoint.requests()).toBe(1 + requests);
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
    const refused = await verifier.verify(tokenOfUnknownKey);
    expect(refused).toMatchObject({ reason: 'keys_unavailable' });
    expect(refused).toHaveProperty(
      'retryAfterSeconds',
      expect.toSatisfy((s: number) => s >= 1 && s <= 10),
    );
    expect(endpoint.requests()).toBe(1 + requests);
    expect(events.filter(({ type }) => type === 'key_refresh_failed')).toHaveLength(1);
  });
});

describe('an endpoint that cannot be reached: known keys serve, a cold start is told at once', () => {
  it.each<[id: string, title: string, open: () => Promise<Unreachable>]>([
    ['NET-07', 'connection refused', refusing],
    ['NET-08', 'a name that does not resolve', async () => ({ jwksUri: UNRESOLVABLE })],
    ['NET-09', 'a certificate that nobody trusts', distrusted],
  ])('%s: %s', async (_id, _title, open) => {
    const { jwksUri, server } = await open();
    const { verifier, clock } = await openStage(pool, { jwksUri });
    expect(await verifier.verify(token)).toMatchObject({ reason: 'keys_unavailable', cause: expect.any(Error) });
    expect(server?.requests() ?? 0).toBe(0);

    // The same endpoint again, lost after a first good answer.
    let reachable = true;
    const later = await openStage(pool, {
      jwksUri,
      now: () => START + clock.offsetMs,
      fetch: (url, init) => (reachable ? Promise.resolve(Response.json(pool.jwks)) : fetch(url, init)),
    });
    stages.push(later);
    expect(await later.verifier.verify(token)).toMatchObject({ token_valid: true });
    reachable = false;
    clock.offsetMs += 20 * MINUTE;
    expect(await later.verifier.verify(token)).toMatchObject({ token_valid: true });
    expect(await later.verifier.ready()).toMatchObject({ status: 'stale' });
    expect(await later.verifier.verify(tokenOfUnknownKey)).toMatchObject({ reason: 'keys_unavailable' });
    await server?.close();
  });
});

interface Unreachable {
  readonly jwksUri: string;
  readonly server?: FaultServer;
}

async function refusing(): Promise<Unreachable> {
  const server = await startFaultServer(() => pool.jwks);
  await server.close();
  return { jwksUri: server.jwksUri };
}

async function distrusted(): Promise<Unreachable> {
  const server = await startFaultServer(() => pool.jwks, { tls: selfSignedCertificate() });
  return { jwksUri: server.jwksUri, server };
}

describe('an endpoint that does not finish is given up at the deadline, and its callers are let go', () => {
  it.each<[id: string, title: string, behaviour: Behaviour]>([
    ['NET-13', 'accepts and never answers', () => {}],
    ['NET-14', 'sends headers and never a body', ({ response }) => void response.writeHead(200).flushHeaders()],
    ['NET-15', 'drips a byte every 200 ms', FAULTS['a body that drips']],
  ])('%s: %s', async (_id, _title, behaviour) => {
    const { outcomeOf, endpoint } = await stage(behaviour);
    const answers = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(token)));
    for (const { outcome, loopMs } of answers) {
      expect(outcome).toBe('keys_unavailable');
      expect(loopMs).toBeLessThan(DEADLINE_MS + 1_000);
    }
    expect(endpoint.requests()).toBe(1);
  });
});

it('NET-12: sockets that died in a freeze trouble nobody, for none is kept', async () => {
  const { verifier, endpoint, clock } = await stage(HEALTHY, 5_000);
  await verifier.ready();
  endpoint.cutConnections();
  clock.offsetMs += 20 * MINUTE;
  expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
  expect(verifier.health()).toMatchObject({ status: 'fresh' });
});

it('NET-20: the content type is not looked at', async () => {
  const { outcomeOf } = await stage(FAULTS['another content type'], 5_000);
  expect((await outcomeOf(token)).outcome).toBe('accepted');
});

it('NET-21: a cold start into an outage is told at once, asks sparingly, and ends with the first success', async () => {
  const { verifier, outcomeOf, endpoint, clock } = await stage(status(500), 5_000);
  const start = performance.now();
  for (let caller = 0; caller < 50; caller += 1) expect((await outcomeOf(token)).outcome).toBe('keys_unavailable');
  // One a second, and this takes less than one unless the machine is very busy.
  expect(endpoint.requests()).toBeLessThanOrEqual(2 + Math.floor((performance.now() - start) / 1_000));
  endpoint.behave(HEALTHY);
  clock.offsetMs += 1_001;
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  expect(verifier.health().status).toBe('fresh');
});

it('NET-22 and NET-23: beyond maxStale every token is unavailable, remembered ones too, until the first success', async () => {
  const { verifier, outcomeOf, endpoint, clock } = await stage(HEALTHY, 5_000);
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  endpoint.behave(status(500));
  clock.offsetMs += 24 * HOUR - MINUTE;
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  clock.offsetMs += 2 * MINUTE;
  expect((await outcomeOf(token)).outcome).toBe('keys_unavailable');
  expect(verifier.health().status).toBe('unavailable');
  endpoint.behave(HEALTHY);
  clock.offsetMs += 11_000;
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  // No event says that an outage ended: health() does, and without a failure it has nothing to report.
  expect(verifier.health()).not.toHaveProperty('lastError');
});

it('NET-24: behind a slow answer one flight runs, and nobody with a known kid waits before the hard age', async () => {
  const { verifier, outcomeOf, endpoint, clock } = await stage(HEALTHY, 5_000);
  await verifier.ready();
  endpoint.behave(FAULTS['two seconds slow']);
  clock.offsetMs += 10 * MINUTE;
  const answers = await Promise.all(Array.from({ length: 200 }, () => outcomeOf(token)));
  expect(answers.map(({ outcome }) => outcome)).toEqual(answers.map(() => 'accepted'));
  expect(Math.max(...answers.map(({ loopMs }) => loopMs))).toBeLessThan(1_000);
  expect(await verifier.ready()).toMatchObject({ status: 'fresh' });
  expect(endpoint.requests()).toBe(2);
});

it('NET-25: a thousand concurrent cold callers make exactly one request', async () => {
  const { outcomeOf, endpoint } = await stage(HEALTHY, 5_000);
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => outcomeOf(token)));
  expect(answers.every(({ outcome }) => outcome === 'accepted')).toBe(true);
  expect(endpoint.requests()).toBe(1);
});

it('NET-26: a caller that goes away leaves the flight to the others', async () => {
  // There is no abort signal: who stops waiting just drops its promise, and the flight lives on for everybody else.
  const { verifier, outcomeOf, endpoint } = await stage(FAULTS['two seconds slow'], 5_000);
  const gone = Promise.race([verifier.verify(token), new Promise((resolve) => setTimeout(resolve, 20))]);
  const stays = outcomeOf(token);
  expect(await gone).toBeUndefined();
  expect((await stays).outcome).toBe('accepted');
  expect(endpoint.requests()).toBe(1);
});

it('NET-27: a clock that jumps a day ahead or an hour back ends no trust for good and makes none endless', async () => {
  const { outcomeOf, endpoint, clock } = await stage(HEALTHY, 5_000);
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  clock.offsetMs += 24 * HOUR;
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  expect(endpoint.requests()).toBe(2);
  clock.offsetMs -= HOUR;
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  expect(endpoint.requests()).toBe(3);
});

it('NET-28: after a freeze of six hours the first request waits for fresh keys', async () => {
  const { outcomeOf, endpoint, clock } = await stage(HEALTHY, 5_000);
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  clock.offsetMs += 6 * HOUR;
  expect((await outcomeOf(token)).outcome).toBe('accepted');
  expect(endpoint.requests()).toBe(2);
});

it('NET-29 and NET-30: a process with a failed background refresh behind it exits by itself and rejects nothing', async () => {
  const script = fileURLToPath(new URL('../faults/exits-by-itself.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'exit');
  expect({ code, output: output.trim() }).toEqual({ code: 0, output: 'verified, then stale, 0 unhandled rejections' });
});
