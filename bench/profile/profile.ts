// `profile.js comparison fixtureFile`: where the main thread is while our side of a comparison runs. Prints two tables.
import { writeFileSync } from 'node:fs';
import { entrantsOf } from '../cases/compare.ts';
import { COMPARISONS, type Comparison } from '../cases/comparisons.ts';
import { cognitoGuard } from '../contenders/cognito-guard.ts';
import { readFixture } from '../fixture.ts';
import { drive } from '../measure/drive.ts';
import { asText } from '../report/tables.ts';
import { profile, shares } from './cpu-profile.ts';
import { STEPS, stepOf } from './steps.ts';

const WARM_UP = 40_000;
const PROFILED = 120_000;
const CPU_PROFILE = '.build/verify.cpuprofile';

const [name = '', fixtureFile = ''] = process.argv.slice(2);
const comparison: Comparison | undefined = new Map<string, Comparison>(Object.entries(COMPARISONS)).get(name);
if (comparison === undefined) throw new Error(`There is no comparison ${name}`);
const { title, entry = 'verify', inFlight } = comparison;
const fixture = readFixture(fixtureFile);
const [ours] = await entrantsOf(comparison, [cognitoGuard(entry)], fixture);
if (ours === undefined) throw new Error('Nothing to profile');
const { verify, tokens: strings } = ours;
const tokens = strings.map((token) => Buffer.from(token, 'latin1'));

await drive(verify, tokens, { calls: WARM_UP, inFlight, from: 0 });
// Without the profiler, which costs something itself: it gives the shares, and this the sum that they are shares of.
const { loopMicros } = await drive(verify, tokens, { calls: PROFILED, inFlight, from: WARM_UP });
const { recorded, samples } = await profile(() => drive(verify, tokens, { calls: PROFILED, inFlight, from: 0 }));
writeFileSync(CPU_PROFILE, JSON.stringify(recorded));

const selfTime = [...shares(samples, ({ stack: [innermost = ''] }) => innermost)].slice(0, 25);
console.log(`\n${title}: self time of the main thread`);
console.log(
  asText([['function', 'share'], ...selfTime.map(([name, share]) => [name, `${(share * 100).toFixed(1)} %`])]),
);

const byStep = shares(samples, stepOf);
const titles = new Set([...STEPS.map(({ title }) => title), ...byStep.keys()]);
const rows = [...titles].map((title) => {
  // A step that no sample fell into was not seen, which does not say that it is free.
  const share = byStep.get(title);
  const floor = STEPS.find((step) => step.title === title)?.floor?.(fixture.access);
  return [title, share === undefined ? '-' : (share * loopMicros).toFixed(2), floor?.toFixed(2) ?? ''];
});
console.log(`\n${title}: event-loop time of one verification by step`);
console.log(asText([['step', 'us', 'floor, us'], ...rows, ['together', loopMicros.toFixed(2), '']]));
console.log(`\nFor Chrome's developer tools: bench/${CPU_PROFILE}`);
