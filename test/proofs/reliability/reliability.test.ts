import { expect, it } from 'vitest';
import { FAULT_COUNT, FLOOD_ENDPOINTS } from './protocol.ts';
import { runStack } from './run-stack.ts';

// `npm run reliability` measures the peers as well, and writes docs/reliability.md.
it('this library keeps what docs/reliability.md says of it', async () => {
  const findings = await runStack('cognito-guard');
  console.info(findings);
  expect(findings.faultsLost).toEqual([]);
  expect(findings.faultsSurvived).toBe(FAULT_COUNT);
  expect(findings.removedBusyMinutes).toBeLessThanOrEqual(6);
  expect(findings.removedIdleMinutes).toBeLessThanOrEqual(16);
  expect(findings.outageMinutes).toBeGreaterThanOrEqual(24 * 60);
  expect(findings.thawFailures).toBe(0);
  for (const endpoint of FLOOD_ENDPOINTS)
    expect([endpoint, findings.floodValidFailed[endpoint]]).toEqual([endpoint, 0]);
  expect(findings.hugeSetMegabytes).toBeLessThan(32);
}, 300_000);
