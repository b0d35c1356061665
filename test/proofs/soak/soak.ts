import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { collectedHeap } from '../../support/collected-heap.ts';
import { loopNow } from '../../support/loop-clock.ts';
import { EXECUTABLE_CASES } from '../attacks/cases.ts';
import { makeInput } from '../attacks/recipe.ts';
import { createWorld, ISSUER, OTHER_ISSUER, USER_POOL_ID } from '../attacks/world.ts';
import { slopeOf } from './heap-slope.ts';
import { createOracles } from './oracles.ts';
import { createRandom, ENDPOINT_STATES, JUMPS, pick, ROTATIONS, rhythmOf } from './schedule.ts';
import { createSoakPool } from './soak-pool.ts';

// npm run soak -- --minutes 30 [--seed 1] [--rate 1]: valid and hostile tokens beside rotating keys, a key endpoint that
// misbehaves and a clock that jumps. Prints closing figures; its exit code says whether every oracle held.

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, rate: { type: 'string' } },
});
const minutes = Number(values.minutes ?? 60);
const seed = Number(values.seed ?? 1);
/** 1 is 500 valid and 200 hostile tokens a second. */
const rate = Number(values.rate ?? 1);
const TICK_MS = 20;
const P99_SLACK_MS = 50;
const SHORTEST_RUN_FOR_SLOPE = 20;

const random = createRandom(seed);
const rhythm = rhythmOf(minutes);
const clock = { offsetMs: 0 };
const now = () => Date.now() + clock.offsetMs;
let unhandledRejections = 0;
process.on('unhandledRejection', () => {
  unhandledRejections += 1;
});

const pools = await Promise.all([
  createSoakPool(USER_POOL_ID, now, ISSUER),
  createSoakPool('us-east-1_OTHERPOOL', now, OTHER_ISSUER),
]);
const world = createWorld('https://127.0.0.1:9/never');
// Left out are cases whose verdict depends on the clock, because it jumps here, or on a guard.
const hostileCases = EXECUTABLE_CASES.filter(
  ({ expected, recipe }) =>
    expected === 'reject' && recipe.guard === undefined && !JSON.stringify(recipe).includes('$now'),
);
const hostile = await Promise.all(
  hostileCases.map(async ({ id, recipe }) => [id, await makeInput(recipe, world)] as const),
);

const oracles = createOracles(now);
const latency = createHistogram();
/** The same waits by the clock of the event loop. These are judged, because a busy machine does not lengthen them. */
const loopLatency = createHistogram();
const loop = monitorEventLoopDelay({ resolution: 10 });
loop.enable();
const heap: { ms: number; bytes: number }[] = [];
const start = performance.now();
const elapsedMs = () => performance.now() - start;

async function callValid(): Promise<void> {
  const pool = pick(random, pools);
  const key = pick(random, pool.keys() as [ReturnType<typeof pool.keys>[0], ...ReturnType<typeof pool.keys>]);
  const isKnown = pool.lastGood()?.keys.includes(key) === true && (pool.verifier.health().ageSeconds ?? 1e9) < 900;
  const [before, loopBefore] = [performance.now(), loopNow()];
  const result = await pool.verifier.verify(key.tokens[Math.floor(random() * key.tokens.length)]);
  if (isKnown) {
    latency.record(Math.max(1, Math.round((performance.now() - before) * 1e6)));
    loopLatency.record(Math.max(1, loopNow() - loopBefore));
  }
  oracles.judgeValid(pool, key, result);
}

async function callHostile(): Promise<void> {
  const pool = pick(random, pools);
  const retired = pool.retired();
  const isRevoked = retired.length > 0 && random() < 0.1;
  if (isRevoked) {
    const key = retired[Math.floor(random() * retired.length)];
    if (key !== undefined) oracles.judgeRevoked(pool, key, await pool.verifier.verify(key.tokens[0]));
    return;
  }
  const [id, input] = hostile[Math.floor(random() * hostile.length)] ?? ['', ''];
  oracles.judgeHostile(id, await Reflect.apply(pool.verifier.verify, pool.verifier, [input]));
}

/** Changes the endpoint, the keys and the clock, in an order that the seed fixes. */
async function changeThings(): Promise<void> {
  let [states, rotations, jumps] = [0, 0, 0];
  while (elapsedMs() < minutes * 60_000) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (; states < Math.floor(elapsedMs() / rhythm.stateEveryMs); states += 1) {
      for (const pool of pools) pool.setState(states % 2 === 1 ? 'ok' : pick(random, ENDPOINT_STATES));
    }
    for (; rotations < Math.floor(elapsedMs() / rhythm.rotationEveryMs); rotations += 1) {
      const how = ROTATIONS[rotations % ROTATIONS.length] ?? 'abrupt';
      for (const pool of pools) await pool.rotate(how);
    }
    for (; jumps < Math.floor(elapsedMs() / rhythm.jumpEveryMs); jumps += 1) clock.offsetMs += pick(random, JUMPS);
  }
}

async function sampleHeap(): Promise<void> {
  while (elapsedMs() < minutes * 60_000) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(15_000, (minutes * 60_000) / 40)));
    // Node keeps a record of its last 250 requests, which would look like growth of ours.
    performance.clearResourceTimings();
    if (elapsedMs() > minutes * 15_000) heap.push({ ms: elapsedMs(), bytes: await collectedHeap() });
  }
}

async function sendTokens(): Promise<void> {
  const pending = new Set<Promise<void>>();
  let [valid, bad] = [0, 0];
  const send = (call: Promise<void>) => {
    pending.add(call);
    void call.finally(() => pending.delete(call));
  };
  while (elapsedMs() < minutes * 60_000) {
    const seconds = elapsedMs() / 1000;
    // What a busy machine could not send in time is not made up for.
    valid = Math.max(valid, seconds * 500 * rate - 50);
    bad = Math.max(bad, seconds * 200 * rate - 20);
    for (; valid < seconds * 500 * rate; valid += 1) send(callValid());
    for (; bad < seconds * 200 * rate; bad += 1) send(callHostile());
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(pending);
}

await Promise.all([sendTokens(), changeThings(), sampleHeap()]);
loop.disable();

const slope = slopeOf(heap);
const p99Ms = latency.percentile(99) / 1e6;
const gateViolations = pools.flatMap(({ gate }) => gate.violations);
const { counts } = oracles;
// For the first minutes caches fill and code is compiled, so a short run says nothing about a leak.
const isLeak = minutes >= SHORTEST_RUN_FOR_SLOPE && slope.mbPerHour - 2 * slope.standardError > 1;
const failures = [
  counts.validRefused > 0 && 'a valid token was refused outside the declared windows',
  counts.hostileAccepted > 0 && 'a hostile token was accepted',
  counts.revokedAccepted > 0 && 'a token of a removed key was accepted past its bound',
  gateViolations.length > 0 && 'a request did not keep to the gate',
  isLeak && 'the heap grows',
  unhandledRejections > 0 && 'a rejection was not handled',
  loopLatency.percentile(99) > P99_SLACK_MS && 'callers with a known kid waited',
].filter((failure) => failure !== false);

console.log(
  [
    `minutes ${minutes}, seed ${seed}, rate ${rate}, Node ${process.version}`,
    `requests: ${counts.valid + counts.hostile + counts.revoked} (valid ${counts.valid}, hostile ${counts.hostile}, of removed keys ${counts.revoked})`,
    `valid refused: ${counts.validRefused} outside declared windows, ${counts.insideWindows} inside`,
    `hostile accepted: ${counts.hostileAccepted}`,
    `removed-key tokens accepted past their bound: ${counts.revokedAccepted}`,
    `key requests: ${pools.map(({ gate }) => `${gate.requests()} in ${gate.attempts()} attempts`).join(', ')}; against the gate: ${gateViolations.length}`,
    `heap slope: ${slope.mbPerHour.toFixed(2)} MB/h (standard error ${slope.standardError.toFixed(2)}, ${heap.length} samples${minutes < SHORTEST_RUN_FOR_SLOPE ? ', too short a run to judge' : ''})`,
    `unhandled rejections: ${unhandledRejections}`,
    `known kid: median ${(latency.percentile(50) / 1e6).toFixed(3)} ms, p99 ${p99Ms.toFixed(3)} ms (event loop p99 ${(loop.percentile(99) / 1e6).toFixed(1)} ms)`,
    ...oracles.wrong,
    ...gateViolations.slice(0, 10).map((violation) => `gate: ${violation}`),
    failures.length === 0 ? 'every oracle held' : `FAILED: ${failures.join('; ')}`,
  ].join('\n'),
);
await Promise.all(pools.map((pool) => pool.close()));
process.exitCode = failures.length === 0 ? 0 : 1;
