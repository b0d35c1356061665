import { caseOf } from '../cases/all-cases.ts';
import { isReached, TARGETS, type Target } from '../targets.ts';
import { measuredValue, type Results } from './results.ts';

const PRIMARY_NODE = 24;

/** Header, then one row per target: case, target, and per Node version what was reached. */
export function targetTable(resultsByMajor: ReadonlyMap<string, Results>): readonly (readonly string[])[] {
  const majors = [...resultsByMajor.keys()];
  const header = ['case', 'measured', 'target', ...majors.map((major) => `Node ${major}`)];
  const rows = TARGETS.map((target) => [
    caseOf(target.case).title,
    target.what,
    `${target.bound === 'at least' ? '>=' : '<='} ${show(target.value, target)}`,
    ...majors.map((major) => reached(target, major, resultsByMajor.get(major))),
  ]);
  return [header, ...rows];
}

function reached(target: Target, major: string, results: Results | undefined): string {
  const measured = results === undefined ? undefined : measuredValue(results, target.case, target.of);
  if (measured === undefined) return '-';
  const isJudged = Number(major) === (target.node ?? PRIMARY_NODE);
  if (!isJudged) return show(measured, target);
  return `${show(measured, target)} ${isReached(target, measured) ? 'reached' : 'MISSED'}`;
}

function show(value: number, { unit }: Pick<Target, 'unit'>): string {
  if (unit === 'bytes') return `${(value / 1024).toFixed(1)} KB`;
  if (unit === 'KB') return `${value.toFixed(0)} KB`;
  return unit === 'us' ? `${value.toFixed(1)} us` : value.toFixed(2);
}
