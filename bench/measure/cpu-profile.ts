import { Session } from 'node:inspector/promises';

export interface SelfTime {
  readonly name: string;
  /** Of the time in which the thread was at work. */
  readonly share: number;
}

const NOT_WORK = ['(root)', '(program)', '(idle)'];

/** Where V8 finds the thread while `work` runs, function by function, without what it calls. */
export async function profile(work: () => Promise<unknown>): Promise<readonly SelfTime[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  await session.post('Profiler.start');
  await work();
  const { profile: recorded } = await session.post('Profiler.stop');
  session.disconnect();
  const nameOf = new Map(recorded.nodes.map(({ id, callFrame }) => [id, describe(callFrame)]));
  const microsByName = new Map<string, number>();
  recorded.samples?.forEach((id, index) => {
    const name = nameOf.get(id) ?? '(program)';
    microsByName.set(name, (microsByName.get(name) ?? 0) + (recorded.timeDeltas?.[index] ?? 0));
  });
  const atWork = [...microsByName].filter(([name]) => !NOT_WORK.includes(name));
  const total = atWork.reduce((sum, [, micros]) => sum + micros, 0);
  return atWork.map(([name, micros]) => ({ name, share: micros / total })).sort((a, b) => b.share - a.share);
}

function describe({ functionName, url }: { readonly functionName: string; readonly url: string }): string {
  const file = url.replace(/^file:.*\/(dist|node_modules|bench)\//, '').replace(/^node:/, 'node:');
  const name = functionName === '' ? '(anonymous)' : functionName;
  return file === '' ? name : `${name} ${file}`;
}
