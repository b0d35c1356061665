import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTestUserPool } from 'cognito-guard/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { restToken } from '../../lambda/events.ts';
import { type FaultServer, startFaultServer } from '../faults/fault-server.ts';
import { FAULTS, HEALTHY } from '../faults/faults.ts';

const DEADLINE_MS = 800;
/** Long enough for every timer of a fetch to be overdue at the thaw. */
const FROZEN_MS = 2_500;
const OUTAGE = /^The signing keys of the user pool cannot be fetched at present/;

const pool = await createTestUserPool();
let server: FaultServer;
let child: ChildProcess;

/** Lambda's runtime: one invocation at a time. Resolves to the effect of the policy, or to the message of the failure. */
async function invoke(token: string): Promise<string> {
  const answer = once(child, 'message');
  child.send(restToken(`Bearer ${token}`));
  const [message] = await answer;
  return String(message);
}

async function freezeFor(ms: number): Promise<void> {
  child.kill('SIGSTOP');
  await sleep(ms);
}

describe.skipIf(process.platform === 'win32')('an authorizer in a process that Lambda freezes', () => {
  beforeEach(async () => {
    server = await startFaultServer(() => pool.jwks);
    const script = fileURLToPath(new URL('./handler-on-demand.ts', import.meta.url));
    child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const { userPoolId, clientId } = pool;
    child.send({ userPoolId, clientId, jwksUri: server.jwksUri, fetchTimeoutMs: DEADLINE_MS });
    await once(child, 'message');
  });
  afterEach(async () => {
    child.kill('SIGKILL');
    await server.close();
  });

  it('within an invocation: it lets the user in or says outage, never Unauthorized, and the next one is let in', async () => {
    server.behave(FAULTS['accept and hang']);
    const token = await pool.accessToken();
    const frozen = invoke(token);
    await vi.waitFor(() => expect(server.requests()).toBe(1), { timeout: 60_000 });
    await freezeFor(FROZEN_MS);
    server.behave(HEALTHY);
    server.cutConnections();
    child.kill('SIGCONT');
    expect(await frozen).toMatch(new RegExp(`^Allow$|${OUTAGE.source}`));
    expect(await invoke(token)).toBe('Allow');
  });

  it('between two invocations: a token that expired meanwhile is refused, although it was let in before', async () => {
    expect(await invoke(await pool.accessToken())).toBe('Allow');
    const exp = Math.floor(Date.now() / 1000) + 15;
    const shortLived = await pool.accessToken({ exp });
    expect(await invoke(shortLived)).toBe('Allow');
    await freezeFor(exp * 1000 - Date.now() + 1);
    child.kill('SIGCONT');
    expect(await invoke(shortLived)).toBe('Unauthorized');
    expect(await invoke(await pool.accessToken())).toBe('Allow');
  });

  it('between two invocations: keys that were fetched before serve after it, though their endpoint is down', async () => {
    expect(await invoke(await pool.accessToken())).toBe('Allow');
    await freezeFor(FROZEN_MS);
    server.behave(FAULTS['accept and hang']);
    server.cutConnections();
    child.kill('SIGCONT');
    expect(await invoke(await pool.accessToken())).toBe('Allow');
    expect(server.requests()).toBe(1);
  });

  it('and never fetched a key: an outage is a failure each time, which nothing keeps, until the endpoint is back', async () => {
    server.behave(FAULTS['accept and hang']);
    const token = await pool.accessToken();
    expect(await invoke(token)).toMatch(OUTAGE);
    await freezeFor(FROZEN_MS);
    child.kill('SIGCONT');
    expect(await invoke(token)).toMatch(OUTAGE);
    await freezeFor(FROZEN_MS);
    server.behave(HEALTHY);
    server.cutConnections();
    child.kill('SIGCONT');
    await vi.waitFor(async () => expect(await invoke(token)).toBe('Allow'), { timeout: 60_000, interval: 250 });
  });
});
