import { afterAll, describe, expect, it } from 'vitest';
import { forge, randomSignature } from '../../support/forge.ts';
import { loopNow } from '../../support/loop-clock.ts';
import { createLongLivedPool } from '../../support/served-pool.ts';
import { type Behaviour, FAULTS, HEALTHY } from './faults.ts';
import { runFlood } from './flood-run.ts';
import { openStage, type SocketStage } from './socket-stage.ts';

const pool = await createLongLivedPool();
const valid = await Promise.all(Array.from({ length: 50 }, () => pool.accessToken({ jti: crypto.randomUUID() })));
const [good = ''] = valid;

const ofUnknownKey = () => forge(good, { header: { kid: crypto.randomUUID() } });
const ofUnknownSignature = () => forge(good, { signature: randomSignature() });

const plan = {
  seconds: 5,
  forgedPerSecond: 1_000,
  validPerSecond: 50,
  forged: ofUnknownKey,
  valid: (turn: number) => valid[turn % valid.length] ?? '',
};
/** A call that is answered at once takes a turn or two of the event loop; one that waits for a key request takes 1.5 s. */
const MEDIAN_SLACK_MS = 100;
const P99_SLACK_MS = 1_400;

const stages: SocketStage[] = [];
afterAll(async () => {
  await Promise.all(stages.map((stage) => stage.close()));
});

async function stageOf(behaviour: Behaviour, warmth: 'warm' | 'cold') {
  const stage = await openStage(pool);
  stages.push(stage);
  if (warmth === 'warm') await stage.verifier.ready();
  stage.endpoint.behave(behaviour);
  return stage;
}

// All at the same time, because each takes five seconds of real time.
describe.concurrent('a flood of random kids, a thousand a second for five seconds, beside fifty valid calls a second', () => {
  it.each<
    [title: string, behaviour: Behaviour, warmth: 'warm' | 'cold', requests: number | 'one a second', reasons: string[]]
  >([
    ['healthy, warm', HEALTHY, 'warm', 2, ['key_unknown']],
    ['healthy, cold', HEALTHY, 'cold', 2, ['key_unknown']],
    ['failing, warm', FAULTS['status 500'], 'warm', 2, ['keys_unavailable', 'key_unknown']],
    ['failing, cold', FAULTS['status 500'], 'cold', 'one a second', ['keys_unavailable']],
    ['hanging, warm', FAULTS['accept and hang'], 'warm', 2, ['keys_unavailable', 'key_unknown']],
    ['hanging, cold', FAULTS['accept and hang'], 'cold', 2, ['keys_unavailable']],
  ])('endpoint %s', async (title, behaviour, warmth, requests, reasons) => {
    const stage = await stageOf(behaviour, warmth);
    const report = await runFlood(stage, plan);
    const most = requests === 'one a second' ? Math.ceil(report.seconds) + 2 : requests;
    expect(stage.endpoint.requests()).toBeLessThanOrEqual(most);
    expect(report.forgedAccepted).toBe(0);
    expect(reasons).toEqual(expect.arrayContaining([...report.forgedReasons]));
    // A call beyond the bound is answered at once, but when they are counted its turn may not have come yet.
    expect(report.mostHeld).toBeLessThanOrEqual((warmth === 'warm' ? 1_000 : 10_000) + 100);
    if (warmth === 'cold' && title !== 'healthy, cold') {
      expect(report.validAccepted).toBe(0);
      return;
    }
    expect(report.validRefused).toBe(0);
    expect(report.validAccepted).toBeGreaterThan(200);
    expect(report.medianMs).toBeLessThan(MEDIAN_SLACK_MS);
    expect(report.p99Ms).toBeLessThan(P99_SLACK_MS);
  });

  it('a flood of random signatures under a known kid makes no request and refuses no valid user', async () => {
    const stage = await stageOf(HEALTHY, 'warm');
    const report = await runFlood(stage, { ...plan, forged: ofUnknownSignature });
    expect(stage.endpoint.requests()).toBe(1);
    expect(report).toMatchObject({ forgedAccepted: 0, validRefused: 0, forgedReasons: new Set(['signature_invalid']) });
    expect(report.medianMs).toBeLessThan(MEDIAN_SLACK_MS);
    expect(report.p99Ms).toBeLessThan(P99_SLACK_MS);
  });

  it('a key that is rotated in under a sustained flood is accepted within ten seconds and a round trip', async () => {
    const rotating = await createLongLivedPool();
    const stage = await openStage(rotating);
    stages.push(stage);
    const before = await rotating.accessToken();
    expect(await stage.verifier.verify(before)).toMatchObject({ token_valid: true });
    const flood = runFlood(stage, {
      ...plan,
      seconds: 12,
      forgedPerSecond: 200,
      valid: () => before,
      validPerSecond: 0,
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await rotating.rotateKeys();
    const after = await rotating.accessToken();
    const start = loopNow();
    let accepted = false;
    while (!accepted && loopNow() - start < 11_000) {
      accepted = (await stage.verifier.verify(after)).token_valid;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(accepted).toBe(true);
    await flood;
  });
});
