import { type Profiler, Session } from 'node:inspector/promises';

export interface Sampled {
  /** The functions on the stack, the innermost first. */
  readonly stack: readonly string[];
  readonly micros: number;
}

const SAMPLING_MICROS = 100;
/** `post` is the profiler's own start and end. */
const NOT_AT_WORK = ['(root)', '(program)', '(idle)', 'post'];

/** Where V8 finds the main thread while `work` runs, and the profile as Chrome's developer tools read it. */
export async function profile(work: () => Promise<unknown>) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_MICROS });
  await session.post('Profiler.start');
  await work();
  const { profile: recorded } = await session.post('Profiler.stop');
  session.disconnect();
  return { recorded, samples: samplesOf(recorded) };
}

function samplesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): readonly Sampled[] {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName || '(anonymous)']));
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const stackOf = (id: number | undefined): string[] =>
    id === undefined ? [] : [nameOf.get(id) ?? '', ...stackOf(parentOf.get(id))];
  const stacks = new Map(nodes.map(({ id }) => [id, stackOf(id)]));
  const all = samples.map((id, index) => ({ stack: stacks.get(id) ?? [], micros: timeDeltas[index] ?? 0 }));
  return all.filter(({ stack: [innermost = ''] }) => !NOT_AT_WORK.includes(innermost));
}

/** Share of the working time per group, the largest first. A group that no sample fell into is not in it. */
export function shares(samples: readonly Sampled[], groupOf: (sample: Sampled) => string): ReadonlyMap<string, number> {
  const total = samples.reduce((sum, { micros }) => sum + micros, 0);
  const byGroup = new Map<string, number>();
  for (const sample of samples) {
    const group = groupOf(sample);
    byGroup.set(group, (byGroup.get(group) ?? 0) + sample.micros / total);
  }
  return new Map([...byGroup].sort(([, a], [, b]) => b - a));
}
