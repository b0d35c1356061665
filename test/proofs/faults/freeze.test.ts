import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createTestUserPool } from 'cognito-guard/testing';
import { afterEach, expect, it, vi } from 'vitest';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { FAULTS, HEALTHY } from './faults.ts';

const DEADLINE_MS = 800;
const FROZEN_MS = 2_500;

let server: FaultServer;
let child: ChildProcess;
afterEach(async () => {
  child.kill('SIGKILL');
  await server.close();
});

/** Asks the child to verify its token, and waits for the answer. */
async function verifyInChild(): Promise<{ outcome: string; loopMs: number }> {
  const answer = once(child, 'message');
  child.send('verify');
  const [message] = await answer;
  return message as { outcome: string; loopMs: number };
}

it.skipIf(process.platform === 'win32')(
  'a flight that was frozen with its process is not joined after the thaw',
  async () => {
    const pool = await createTestUserPool();
    server = await startFaultServer(() => pool.jwks);
    server.behave(FAULTS['accept and hang']);
    const script = fileURLToPath(new URL('./verify-on-demand.ts', import.meta.url));
    child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.send({ jwksUri: server.jwksUri, token: await pool.accessToken(), fetchTimeoutMs: DEADLINE_MS });
    await once(child, 'message');

    const frozenFlight = verifyInChild();
    await vi.waitFor(() => expect(server.requests()).toBe(1), { timeout: 60_000 });
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, FROZEN_MS));
    server.behave(HEALTHY);
    server.cutConnections();
    child.kill('SIGCONT');

    // The caller that was frozen gets an answer, and the next one does not wait for the old request.
    expect(await frozenFlight).toMatchObject({ outcome: expect.stringMatching(/keys_unavailable|accepted/) });
    const { outcome, loopMs } = await verifyInChild();
    expect(outcome).toBe('accepted');
    expect(loopMs).toBeLessThan(DEADLINE_MS);
  },
);
