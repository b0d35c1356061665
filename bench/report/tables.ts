import { caseOf } from '../cases/all-cases.ts';
import type { Row } from '../cases/case.ts';
import { isReached, measuredFor, TARGETS, type Target } from '../targets.ts';
import type { NodeRun } from './run.ts';

/** A header, then rows of cells. */
export type Table = readonly (readonly string[])[];

const whole = (value: number) => Math.round(value).toLocaleString('en');
const tenths = (value: number) => value.toFixed(1);
const ratio = (value: number) => `${value.toFixed(2)}x`;

/** How each value of a row is called and shown. What is not here is shown under its own name, with one decimal. */
const COLUMNS: Readonly<Record<string, readonly [title: string, show: (value: number) => string]>> = {
  perSecond: ['per second', whole],
  p99Ms: ['p99, ms', tenths],
  loopMicros: ['event loop, us', tenths],
  cpuMicros: ['processor, us', tenths],
  oursSpeed: ['our speed to it', ratio],
  oursLoop: ['our event-loop time to it', ratio],
  oursTime: ['our time to it', ratio],
  oursSeenSpeed: ['our speed to it, seen', ratio],
  oursNewSpeed: ['our speed to it, new', ratio],
  bytesPerToken: ['bytes per remembered token', whole],
  bytesPerEntry: ['bytes per entry', whole],
  seenTime: ['time of a seen token, to one without', ratio],
  newTime: ['time of a new token, to one without', ratio],
  tokens: ['different tokens', whole],
  growthKilobytes: ['heap growth, KB', whole],
  ms: ['ms', tenths],
  minifiedBytes: ['minified, bytes', whole],
  gzipBytes: ['min + gzip, bytes', whole],
  microsPerPool: ['us to create a pool', whole],
  bytesPerPool: ['bytes per pool', whole],
};

/** A value as it is shown under its column; a dash for one that was not measured. */
export const shown = (value: string, measured: number | undefined): string =>
  measured === undefined ? '-' : columnOf(value)[1](measured);

const columnOf = (value: string) => COLUMNS[value] ?? ([value, tenths] as const);

/** Header, then one row per contender. */
export function caseTable(rows: readonly Row[]): Table {
  const found = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  return [
    ['', ...found.map((value) => columnOf(value)[0])],
    ...rows.map(({ name, values }) => [name, ...found.map((value) => shown(value, values[value]))]),
  ];
}

/** Of the targets whose case was run; judged on Node 24, shown for the others. */
export function targetTable(runs: readonly NodeRun[]): Table {
  const rows = TARGETS.map((target) => [
    caseOf(target.case).title,
    target.what,
    target.atLeast === undefined
      ? `<= ${show(target.atMost ?? Number.NaN, target)}`
      : `>= ${show(target.atLeast, target)}`,
    ...runs.map((run) => reached(target, run)),
  ]);
  return [
    ['case', 'measured', 'target', ...runs.map(({ major }) => `Node ${major}`)],
    ...rows.filter((cells) => cells.slice(3).some((cell) => cell !== '-')),
  ];
}

function reached(target: Target, { major, cases }: NodeRun): string {
  const rows = cases[target.case];
  if (rows === undefined) return '-';
  const measured = measuredFor(target, rows);
  if (major !== '24') return show(measured, target);
  return `${show(measured, target)} ${isReached(target, measured) ? 'reached' : 'MISSED'}`;
}

function show(value: number, { unit }: Target): string {
  if (unit === 'bytes') return `${whole(value)} bytes`;
  return unit === 'us' ? `${value.toFixed(1)} us` : value.toFixed(2);
}

/** Columns under each other, for a terminal. */
export function asText(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return table.map((row) => line(row).trimEnd()).join('\n');
}

export function asMarkdown([header = [], ...rows]: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, column) => (column === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
