import { once } from 'node:events';
import { collectedHeap } from '../../support/collected-heap.ts';
import { forge } from '../../support/forge.ts';
import { FAULT_NAMES } from '../faults/faults.ts';
import { type Ask, type Findings, FLOOD_ENDPOINTS, type FloodEndpoint } from './protocol.ts';
import { realNow, shiftClock } from './shifted-clock.ts';
import { STACKS, type StackName, type Verify } from './stacks.ts';

// A program that measures one stack: `measure.ts <stack> <jwksUri>`. It receives the tokens as a message and sends back its
// findings.

const [, , stackName = '', jwksUri = ''] = process.argv;
const MINUTE = 60_000;
const LONGEST_ANSWER_MS = 10_000;
const WATCHED_MINUTES = [
  1,
  2,
  3,
  4,
  5,
  6,
  8,
  10,
  11,
  15,
  16,
  30,
  60,
  6 * 60,
  12 * 60,
  23 * 60,
  24 * 60,
  25 * 60,
  48 * 60,
];

const [{ token, others }] = (await once(process, 'message')) as [{ token: string; others: string[] }];
const create = () => STACKS[stackName as StackName](jwksUri);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(question: Ask): Promise<number> {
  const answer = once(process, 'message');
  process.send?.(question);
  const [count] = await answer;
  return count as number;
}

/** Whether the token is accepted in time; a refusal and a missing answer are the same here. */
async function isAccepted(verify: Verify, given: string): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), LONGEST_ANSWER_MS);
  });
  return Promise.race([verify(given).catch(() => false), late]).finally(() => clearTimeout(timer));
}

async function warm(): Promise<Verify> {
  await ask({ do: 'behave', as: 'healthy' });
  const verify = await create();
  if (!(await isAccepted(verify, token))) throw new Error(`${stackName} refuses a good token`);
  return verify;
}

async function faults() {
  const lost: string[] = [];
  for (const fault of FAULT_NAMES) {
    const verify = await warm();
    await ask({ do: 'behave', as: fault });
    shiftClock(16 * MINUTE);
    if (!(await isAccepted(verify, token))) lost.push(fault);
  }
  return { faultsSurvived: FAULT_NAMES.length - lost.length, faultsLost: lost };
}

/** The first of the watched moments, in minutes, at which the token is refused. */
async function firstRefusal(as: 'without the key' | 'status 500'): Promise<number | undefined> {
  const verify = await warm();
  await ask({ do: 'behave', as });
  let minutes = 0;
  for (const moment of WATCHED_MINUTES) {
    // This plays a busy process, which calls all the time: every minute in the first hour, later every hour.
    for (const step = moment <= 60 ? 1 : 60; minutes < moment; ) {
      minutes += Math.min(step, moment - minutes);
      shiftClock(Math.min(step, moment) * MINUTE);
      await isAccepted(verify, token);
      await pause(20);
    }
    if (!(await isAccepted(verify, token))) return moment;
  }
  return undefined;
}

async function firstRefusalAfterIdling(): Promise<number | undefined> {
  for (const moment of WATCHED_MINUTES) {
    const verify = await warm();
    await ask({ do: 'behave', as: 'without the key' });
    shiftClock(moment * MINUTE);
    if (!(await isAccepted(verify, token))) return moment;
  }
  return undefined;
}

async function flood(endpoint: FloodEndpoint) {
  const verify = await warm();
  for (const other of others) await isAccepted(verify, other);
  const before = await ask({ do: 'behave', as: endpoint });
  let [held, mostHeld, validFailed] = [0, 0, 0];
  const calls: Promise<void>[] = [];
  const send = async (given: string, isValid: boolean) => {
    held += 1;
    const accepted = await isAccepted(verify, given);
    held -= 1;
    if (isValid && !accepted) validFailed += 1;
  };
  for (let sent = 0; sent < 5_000; ) {
    for (let burst = 0; burst < 20; burst += 1, sent += 1) {
      calls.push(send(forge(token, { header: { kid: crypto.randomUUID() } }), false));
      if (sent % 20 === 0) calls.push(send(others[sent % others.length] ?? token, true));
    }
    await pause(20);
    mostHeld = Math.max(mostHeld, held);
  }
  await Promise.all(calls);
  return { requests: (await ask({ do: 'count' })) - before, validFailed, mostHeld };
}

/** Blocks this process while the endpoint cuts its sockets, so that it cannot notice that they died, as after a freeze. */
async function thaw(): Promise<number> {
  const verify = await warm();
  let failures = 0;
  for (let run = 0; run < 30; run += 1) {
    process.send?.({ do: 'cut' } satisfies Ask);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
    shiftClock(16 * MINUTE);
    if (!(await isAccepted(verify, token))) failures += 1;
    await pause(5);
  }
  return failures;
}

async function hugeSet(): Promise<number> {
  for (let round = 0; round < 50; round += 1) await isAccepted(await warm(), token);
  await ask({ do: 'behave', as: 'a body of 100 MB' });
  const verify = await create();
  await collectedHeap();
  const baseline = process.memoryUsage.rss();
  let peak = baseline;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 2);
  const start = realNow();
  await isAccepted(verify, token);
  await pause(Math.max(500, 1_000 - (realNow() - start)));
  clearInterval(sampler);
  return Math.round((peak - baseline) / 1_048_576);
}

// A peer may leave a rejection unhandled, which must not end the measurement.
process.on('unhandledRejection', () => {});
const survived = await faults();
const [removedBusyMinutes, removedIdleMinutes] = [
  await firstRefusal('without the key'),
  await firstRefusalAfterIdling(),
];
const outageMinutes = await firstRefusal('status 500');
const floods: (readonly [FloodEndpoint, Awaited<ReturnType<typeof flood>>])[] = [];
for (const endpoint of FLOOD_ENDPOINTS) floods.push([endpoint, await flood(endpoint)]);
const byEndpoint = (figure: 'requests' | 'validFailed') =>
  Object.fromEntries(floods.map(([endpoint, result]) => [endpoint, result[figure]])) as Record<FloodEndpoint, number>;
const findings: Findings = {
  ...survived,
  removedBusyMinutes,
  removedIdleMinutes,
  outageMinutes,
  floodRequests: byEndpoint('requests'),
  floodValidFailed: byEndpoint('validFailed'),
  floodMostHeld: Math.max(...floods.map(([, { mostHeld }]) => mostHeld)),
  thawFailures: await thaw(),
  hugeSetMegabytes: await hugeSet(),
};
process.send?.({ findings });
process.disconnect?.();
process.exit(0);
