import { mkdirSync, writeFileSync } from 'node:fs';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { type CaseName, caseOf } from '../cases/all-cases.ts';
import type { Results } from './results.ts';

interface Chart {
  readonly case: CaseName;
  readonly value: string;
  readonly axis: string;
}

const FOLDER = '../docs/performance';

/** One chart per question that a reader has. */
const CHARTS: readonly Chart[] = [
  { case: 'unique64', value: 'perSecond', axis: 'verifications per second, more is better' },
  { case: 'unique64', value: 'loopMicros', axis: 'event-loop time per token in microseconds, less is better' },
  { case: 'oneCore', value: 'perSecond', axis: 'verifications per second, more is better' },
  { case: 'seen', value: 'perSecond', axis: 'verifications per second, more is better' },
  { case: 'forgedSignature', value: 'loopMicros', axis: 'event-loop time per token in microseconds, less is better' },
  { case: 'fastifyHttp', value: 'perSecond', axis: 'requests per second, more is better' },
  { case: 'expressHttp', value: 'perSecond', axis: 'requests per second, more is better' },
  { case: 'koaHttp', value: 'perSecond', axis: 'requests per second, more is better' },
];

const OURS = '#c2410c';
const FLOORS = '#94a3b8';
const PEERS = '#1d4ed8';
const FLOOR_NAMES = ['crypto.subtle.verify alone', 'bare Map', 'bare'];

/** Draws every chart whose case was run; resolves to their paths, as the page in docs/ names them. */
export async function drawCharts(results: Results): Promise<ReadonlyMap<string, string>> {
  mkdirSync(FOLDER, { recursive: true });
  const pathByTitle = new Map<string, string>();
  for (const chart of CHARTS) {
    const rows = results.cases[chart.case];
    if (rows === undefined) continue;
    const file = `${chart.case}-${chart.value}.svg`.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const bars = rows.map(({ name, values }) => ({ name, value: values[chart.value], kind: kindOf(name) }));
    writeFileSync(`${FOLDER}/${file}`, `${await svgOf(chart, bars, `Node ${results.node}`)}\n`);
    pathByTitle.set(`${caseOf(chart.case).title}: ${chart.axis}`, `performance/${file}`);
  }
  return pathByTitle;
}

function kindOf(name: string): string {
  if (name.startsWith('cognito-guard')) return OURS;
  return FLOOR_NAMES.includes(name) ? FLOORS : PEERS;
}

function svgOf({ case: name, axis }: Chart, bars: readonly object[], subtitle: string): Promise<string> {
  const spec: TopLevelSpec = {
    title: { text: caseOf(name).title, subtitle, anchor: 'start' },
    width: 460,
    height: { step: 26 },
    background: 'white',
    data: { values: [...bars] },
    encoding: {
      y: { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 240 } },
      x: { field: 'value', type: 'quantitative', title: axis, axis: { format: '~s' } },
    },
    layer: [
      { mark: 'bar', encoding: { color: { field: 'kind', type: 'nominal', scale: null } } },
      {
        mark: { type: 'text', align: 'left', dx: 4 },
        encoding: { text: { field: 'value', type: 'quantitative', format: ',.3~s' } },
      },
    ],
  };
  // No renderer: an SVG text needs no canvas and no DOM.
  return new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}
