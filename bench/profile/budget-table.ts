import type { Profile } from './profile-in-process.ts';
import { STEPS } from './steps.ts';

const SIGNATURE = 'check the signature: hand over to the thread pool';

/** Header, then what each step takes of the event loop, with the least that it could take beside it. */
export function budgetTable(profile: Profile): readonly (readonly string[])[] {
  const { loopMicros, signatureAloneLoopMicros, steps, floors } = profile;
  const shareOf = new Map(steps);
  const others = steps.map(([name]) => name).filter((name) => !STEPS.includes(name));
  const rows = [...STEPS, ...others].map((name) => {
    const floor = name === SIGNATURE ? signatureAloneLoopMicros : floors[name];
    const micros = (shareOf.get(name) ?? 0) * loopMicros;
    return [name, micros.toFixed(2), floor === undefined ? '' : Math.max(0, floor).toFixed(2)];
  });
  return [['step', 'us', 'floor, us'], ...rows, ['together', loopMicros.toFixed(2), '']];
}
