import type { Row } from '../cases/case.ts';

/** How each value of a row is called and shown. What is not here is not shown. */
const COLUMNS: Readonly<Record<string, readonly [title: string, show: (value: number) => string]>> = {
  perSecond: ['per second', (value) => Math.round(value).toLocaleString('en')],
  loopMicros: ['event loop, us', (value) => value.toFixed(1)],
  cpuMicros: ['all threads, us', (value) => value.toFixed(1)],
  oursSpeed: ['our speed to it', ratio],
  oursLoop: ['our event-loop time to it', ratio],
  oursSeenSpeed: ['our speed to it, seen', ratio],
  oursUniqueSpeed: ['our speed to it, unique', ratio],
  oursTime: ['our time to it', ratio],
  dotsMicros: ['dots, us', (value) => value.toFixed(1)],
  payloadMicros: ['payload, us', (value) => value.toFixed(1)],
  bytesPerToken: ['bytes per remembered token', (value) => value.toFixed(0)],
  tokens: ['unique tokens', (value) => value.toLocaleString('en')],
  growthKilobytes: ['heap growth, KB', (value) => value.toFixed(0)],
  ms: ['ms', (value) => value.toFixed(1)],
  minifiedBytes: ['minified, bytes', (value) => value.toLocaleString('en')],
  gzipBytes: ['min + gzip, bytes', (value) => value.toLocaleString('en')],
  microsPerPool: ['us to create a pool', (value) => value.toFixed(0)],
  bytesPerPool: ['bytes per pool', (value) => value.toFixed(0)],
};

function ratio(value: number): string {
  return `${value.toFixed(2)}x`;
}

/** Header, then one row per contender. */
export function caseTable(rows: readonly Row[]): readonly (readonly string[])[] {
  const used = Object.entries(COLUMNS).filter(([name]) => rows.some(({ values }) => name in values));
  return [
    ['', ...used.map(([, [title]]) => title)],
    ...rows.map(({ name, values }) => [
      name,
      ...used.map(([value, [, show]]) => (values[value] === undefined ? '' : show(values[value]))),
    ]),
  ];
}
