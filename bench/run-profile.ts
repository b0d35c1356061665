// `run-profile.js fixtureFile profileFile`: profiles unique tokens, 64 in flight, and prints the figures as JSON.
import { writeFileSync } from 'node:fs';
import { cognitoGuard } from './contenders/cognito-guard.ts';
import { floor } from './contenders/floor.ts';
import { profile, shares } from './measure/cpu-profile.ts';
import { drive } from './measure/drive.ts';
import { readFixture } from './measure/fixture.ts';
import { measureFloors } from './profile/floors.ts';
import type { Profile } from './profile/profile-in-process.ts';
import { stepOf } from './profile/steps.ts';

const WARM_UP = 40_000;
const PROFILED = 120_000;
const IN_FLIGHT = 64;

const [fixtureFile = '', profileFile = ''] = process.argv.slice(2);
const { access, ...fixture } = readFixture(fixtureFile);
const tokens = access.map((token) => Buffer.from(token, 'latin1'));
const ours = await cognitoGuard({ access, ...fixture });
const alone = await floor({ access, ...fixture });

await drive(ours, tokens, { calls: WARM_UP, inFlight: IN_FLIGHT, from: 0 });
await drive(alone, tokens, { calls: WARM_UP, inFlight: IN_FLIGHT, from: 0 });
// Without the profiler, which costs something itself: it gives the shares, and these the sums.
const { loopMicros } = await drive(ours, tokens, { calls: PROFILED, inFlight: IN_FLIGHT, from: 0 });
const aloneSample = await drive(alone, tokens, { calls: PROFILED, inFlight: IN_FLIGHT, from: 0 });
const { recorded, samples } = await profile(() =>
  drive(ours, tokens, { calls: PROFILED, inFlight: IN_FLIGHT, from: 0 }),
);
writeFileSync(profileFile, JSON.stringify(recorded));

const result: Profile = {
  loopMicros,
  signatureAloneLoopMicros: aloneSample.loopMicros,
  selfTime: shares(samples, ({ stack: [innermost = ''] }) => innermost).slice(0, 25),
  steps: shares(samples, stepOf),
  floors: measureFloors(access),
};
console.log(JSON.stringify(result));
