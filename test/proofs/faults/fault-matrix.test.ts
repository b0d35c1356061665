import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLongLivedPool, MINUTE } from '../../support/served-pool.ts';
import { startFaultServer } from './fault-server.ts';
import { FAULT_NAMES, FAULTS, type FaultName, HEALTHY, PACKED, packBomb } from './faults.ts';
import { selfSignedCertificate } from './self-signed.ts';
import { openStage, type SocketStage } from './socket-stage.ts';

const pool = await createLongLivedPool();
const token = await pool.accessToken();
/** Its first label is longer than names allow, so the resolver of this machine refuses it without asking the network. */
const UNRESOLVABLE = `https://${'k'.repeat(64)}.invalid/jwks.json`;

/** The deadline of a refresh: past the hard age a caller waits for it, and gets the old key only if it fails. */
const LONGEST_WAIT_MS = 5_000;
/** Room for the answer to arrive, far less than a second deadline. */
const SLACK_MS = 1_500;
/** A short deadline for the tests that wait until it has passed. */
const COLD_DEADLINE_MS = 1_000;

interface ColdStart {
  readonly outcome: 'accepted' | 'keys_unavailable';
  readonly requests: number;
  readonly when: 'at once' | 'at the deadline' | 'when the answer is there';
}

const REFUSED: ColdStart = { outcome: 'keys_unavailable', requests: 1, when: 'at once' };
const LATE: ColdStart = { outcome: 'keys_unavailable', requests: 1, when: 'at the deadline' };
const ACCEPTED: ColdStart = { outcome: 'accepted', requests: 1, when: 'at once' };

const COLD_STARTS: Readonly<Record<FaultName, ColdStart>> = {
  'status 500': REFUSED,
  'status 429 with Retry-After': REFUSED,
  'a redirect': REFUSED,
  'accept and hang': LATE,
  'two seconds slow': { ...ACCEPTED, when: 'when the answer is there' },
  'a body that drips': LATE,
  'truncated JSON': REFUSED,
  'a page of HTML': REFUSED,
  'reset before headers': { ...REFUSED, requests: 2 },
  'an empty set': REFUSED,
  'keys that are null': REFUSED,
  'an array on top': REFUSED,
  'a malformed sibling and a key type of the future': ACCEPTED,
  'a sibling whose kid is a number': ACCEPTED,
  'one kid for two keys': REFUSED,
  'another content type': ACCEPTED,
  'a byte order mark': ACCEPTED,
  'a body of 100 MB': REFUSED,
  'a gzip bomb of 300 MB': REFUSED,
};

beforeAll(packBomb);

const stages: SocketStage[] = [];
afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.close()));
});

async function stage(options: Parameters<typeof openStage>[1] = {}) {
  const opened = await openStage(pool, options);
  stages.push(opened);
  return opened;
}

describe('the key is known and past its hard age', () => {
  it.each(FAULT_NAMES)('%s: the token is accepted, within the longest wait', async (fault) => {
    const { outcomeOf, endpoint, clock, verifier } = await stage();
    expect((await outcomeOf(token)).outcome).toBe('accepted');
    endpoint.behave(FAULTS[fault]);
    clock.offsetMs += 16 * MINUTE;
    const { outcome, loopMs } = await outcomeOf(token);
    expect(outcome).toBe('accepted');
    expect(loopMs).toBeLessThan(LONGEST_WAIT_MS + SLACK_MS);
    expect(endpoint.requests()).toBe(1 + COLD_STARTS[fault].requests);

    endpoint.behave(HEALTHY);
    clock.offsetMs += MINUTE;
    expect(await verifier.ready()).toMatchObject({ status: 'fresh' });
  });

  it('only the first caller of an outage waits', async () => {
    const { outcomeOf, endpoint, clock, verifier } = await stage({ keys: { fetchTimeoutMs: COLD_DEADLINE_MS } });
    await verifier.ready();
    endpoint.behave(FAULTS['accept and hang']);
    clock.offsetMs += 16 * MINUTE;
    expect((await outcomeOf(token)).ms).toBeGreaterThan(COLD_DEADLINE_MS - 100);
    clock.offsetMs += 20_000;
    const { outcome, loopMs } = await outcomeOf(token);
    expect(outcome).toBe('accepted');
    expect(loopMs).toBeLessThan(COLD_DEADLINE_MS - 100);
  });
});

describe('a cold start', () => {
  it.each(FAULT_NAMES)('%s', async (fault) => {
    const { outcome: wanted, requests, when } = COLD_STARTS[fault];
    const { outcomeOf, endpoint, clock } = await stage({
      keys: { fetchTimeoutMs: when === 'at the deadline' ? COLD_DEADLINE_MS : 5_000 },
    });
    endpoint.behave(FAULTS[fault]);
    const { outcome, ms, loopMs } = await outcomeOf(token);
    expect(outcome).toBe(wanted);
    expect(endpoint.requests()).toBe(requests);
    const [earliest, latest] = {
      'at once': [0, SLACK_MS],
      'at the deadline': [COLD_DEADLINE_MS - 50, COLD_DEADLINE_MS + SLACK_MS],
      'when the answer is there': [1_950, 2_000 + SLACK_MS],
    }[when] as [number, number];
    expect(ms).toBeGreaterThanOrEqual(earliest);
    expect(loopMs).toBeLessThan(latest);

    endpoint.behave(HEALTHY);
    clock.offsetMs += 2_000 + COLD_DEADLINE_MS;
    expect((await outcomeOf(token)).outcome).toBe('accepted');
  });

  it('a packed answer is as good as a plain one', async () => {
    const { outcomeOf, endpoint } = await stage();
    endpoint.behave(PACKED);
    expect((await outcomeOf(token)).outcome).toBe('accepted');
  });
});

describe('a cold start against an endpoint that cannot be reached, and its return', () => {
  it('connection refused', async () => {
    const server = await startFaultServer(() => pool.jwks);
    await server.close();
    await expectUnavailableThenRecovery(server.jwksUri, 'ECONNREFUSED');
  });

  it('a name that does not resolve', async () => {
    await expectUnavailableThenRecovery(UNRESOLVABLE, /ENOTFOUND|EAI_AGAIN/);
  });

  it('a certificate that nobody trusts', async () => {
    const server = await startFaultServer(() => pool.jwks, { tls: selfSignedCertificate() });
    await expectUnavailableThenRecovery(server.jwksUri, 'DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(server.requests()).toBe(0);
    await server.close();
  });

  async function expectUnavailableThenRecovery(jwksUri: string, code: string | RegExp): Promise<void> {
    let reachable = false;
    const { verifier, clock } = await stage({
      jwksUri,
      fetch: (url, init) => (reachable ? Promise.resolve(Response.json(pool.jwks)) : fetch(url, init)),
    });
    const refused = await verifier.verify(token);
    expect(refused).toMatchObject({ reason: 'keys_unavailable', retryAfterSeconds: 1 });
    // The error of fetch must still be there for logs.
    expect(codesOf(Reflect.get(refused, 'cause'))).toMatch(code);
    reachable = true;
    clock.offsetMs += 1_001;
    expect(await verifier.verify(token)).toMatchObject({ token_valid: true });
  }
});

/** The error codes of an error and of all its causes. */
function codesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return `${Reflect.get(error, 'code') ?? ''} ${codesOf(error.cause)}`;
}
