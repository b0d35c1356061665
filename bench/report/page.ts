import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fillMarkedRegions } from '../../test/support/marked-regions.ts';
import { CASE_NAMES, type CaseName, caseOf } from '../cases/all-cases.ts';
import type { Row } from '../cases/case.ts';
import { cognitoGuard, OURS } from '../contenders/cognito-guard.ts';
import { type Described, versionOf } from '../contenders/contender.ts';
import { FLOORS } from '../contenders/floors.ts';
import { AWS, PEERS } from '../contenders/peers.ts';
import { expressOauth2JwtBearer } from '../http/servers.ts';
import { barChart } from './bar-chart.ts';
import type { NodeRun, WholeRun } from './run.ts';
import { asMarkdown, caseTable, shown, type Table, targetTable } from './tables.ts';

const PAGE = '../docs/performance.md';
const LIBRARIES: readonly Described[] = [...PEERS, expressOauth2JwtBearer];

/** File, title, case and value; no more than three, since a reader looks at no more. */
const CHARTS: readonly (readonly [file: string, title: string, CaseName, value: string, better: 'more' | 'less'])[] = [
  ['fastify', 'Requests per second of a Fastify server', 'fastify', 'perSecond', 'more'],
  ['new-tokens', 'New tokens per second, 64 at a time', 'newTokens64', 'perSecond', 'more'],
  [
    'event-loop',
    'Event-loop time for each new token, in microseconds, 64 at a time',
    'newTokens64',
    'loopMicros',
    'less',
  ],
];

/**
 * Fills the marked regions of docs/performance.md, draws its charts and writes results.md, all from one run.
 * `folder` in place of the repository: for a rehearsal.
 */
export function writePage(run: WholeRun, folder?: string): void {
  const [primary] = run.nodes;
  if (primary === undefined) throw new Error('Nothing was measured');
  const charts = drawCharts(primary);
  const page = fillMarkedRegions(readFileSync(PAGE, 'utf8'), {
    run: runLine(run),
    charts: charts.map(({ file, title }) => `![${title}](performance/${file}.svg)`).join('\n\n'),
    servers: asMarkdown(serverTable(primary)),
    libraries: asMarkdown(libraryTable(primary)),
    nodes: asMarkdown(nodeTable(run.nodes)),
    rest: restOf(primary),
    peers: peerList(),
  });
  const docs = folder ?? '../docs';
  mkdirSync(`${docs}/performance`, { recursive: true });
  writeFileSync(`${docs}/performance.md`, page);
  for (const { file, svg } of charts) writeFileSync(`${docs}/performance/${file}.svg`, svg);
  writeFileSync(`${folder ?? '.'}/results.md`, results(run));
}

function rowsOf({ cases }: NodeRun, name: CaseName): readonly Row[] {
  const rows = cases[name];
  if (rows === undefined) throw new Error(`The run lacks the case ${name}`);
  return rows;
}

/** One value of one row; a dash where the case has no such row, since not every contender is in every case. */
const cell = (run: NodeRun, name: CaseName, row: string, value: string): string =>
  shown(value, rowsOf(run, name).find((candidate) => candidate.name === row)?.values[value]);

function runLine({ commit, date, machine, nodes }: WholeRun): string {
  const loads = nodes.map(({ version, load }) => `${version} (load average of the minute before: ${load})`);
  const versions = [...new Set(LIBRARIES.flatMap(({ packages }) => packages)), 'fastify', 'express', 'koa'];
  return `Commit \`${commit}\`, ${date}, ${machine}; Node ${loads.join(', ')}.
Versions: ${versions.map((name) => `${name} ${versionOf(name)}`).join(', ')}.`;
}

function serverTable(run: NodeRun): Table {
  const frameworks = { Fastify: 'fastify', Express: 'express', Koa: 'koa' } as const;
  const rows = Object.entries(frameworks).flatMap(([title, name]) =>
    rowsOf(run, name).map(({ name: row, values }) => [
      `${title}: ${row}`,
      ...['perSecond', 'p99Ms', 'cpuMicros'].map((value) => shown(value, values[value])),
    ]),
  );
  return [['server', 'requests per second', 'p99, ms', 'processor time per request, us'], ...rows];
}

function libraryTable(run: NodeRun): Table {
  const names = [...new Set([...rowsOf(run, 'newTokens64'), ...rowsOf(run, 'seen')].map(({ name }) => name))];
  const rows = names.map((name) => [
    name,
    cell(run, 'newTokens1', name, 'perSecond'),
    cell(run, 'newTokens64', name, 'perSecond'),
    cell(run, 'newTokens64', name, 'loopMicros'),
    cell(run, 'oneCore', name, 'perSecond'),
    cell(run, 'seen', name, 'perSecond'),
  ]);
  return [
    ['', 'new, one at a time', 'new, 64 at a time', '... event loop, us each', 'new, 64, one core', 'seen'],
    ...rows,
  ];
}

function nodeTable(nodes: readonly NodeRun[]): Table {
  const rows: readonly (readonly [string, CaseName, string, string])[] = [
    ['new tokens, 64 at a time, per second', 'newTokens64', OURS, 'perSecond'],
    ['... to aws-jwt-verify', 'newTokens64', AWS, 'oursSpeed'],
    ['new tokens, one core, to aws-jwt-verify', 'oneCore', AWS, 'oursSpeed'],
    ['seen tokens, per second', 'seen', OURS, 'perSecond'],
    ['Fastify, seen tokens, requests per second', 'fastify', `${OURS}, seen`, 'perSecond'],
    ['Fastify, new tokens, requests per second', 'fastify', `${OURS}, new`, 'perSecond'],
    ['... to aws-jwt-verify', 'fastify', AWS, 'oursNewSpeed'],
  ];
  return [
    ['', ...nodes.map(({ version }) => `Node ${version}`)],
    ...rows.map(([title, ...where]) => [title, ...nodes.map((run) => cell(run, ...where))]),
  ];
}

function restOf(run: NodeRun): string {
  const of = (name: CaseName, row: string, value: string) => cell(run, name, row, value);
  return [
    `- Import and create: ${of('start', OURS, 'ms')} ms, aws-jwt-verify ${of('start', AWS, 'ms')} ms.`,
    `- Bundled with all dependencies, minified and gzipped: ${of('size', 'core', 'gzipBytes')} bytes, aws-jwt-verify ${of('size', AWS, 'gzipBytes')} bytes.`,
    `- Memory: ${of('memory', OURS, 'bytesPerToken')} bytes for each remembered token, ${of('manyPools', '10,000 pools', 'bytesPerPool')} bytes for each pool of many.`,
    `- The worst token of 16 KB that we know, from a stranger: ${of('hostile', 'verify', 'worst')} us of event loop, aws-jwt-verify ${of('hostile', AWS, 'worst')} us.`,
  ].join('\n');
}

function peerList(): string {
  return [cognitoGuard('verify'), ...LIBRARIES, ...FLOORS]
    .map(({ name, setUp, better }) => {
      return `- **${name}**, ${setUp}${better === undefined ? '' : ` What it has and we have not: ${better}`}`;
    })
    .join('\n');
}

function drawCharts(run: NodeRun): readonly { readonly file: string; readonly title: string; readonly svg: string }[] {
  return CHARTS.map(([file, title, name, value, better]) => {
    const bars = rowsOf(run, name).map((row) => ({ name: row.name, value: row.values[value] ?? Number.NaN }));
    return { file, title, svg: barChart(title, `Node ${run.version}; ${better} is better`, bars) };
  });
}

/** For those who work on the library: the targets, and every case on every Node. */
function results(run: WholeRun): string {
  const sections = run.nodes.flatMap((node) => [
    `## Node ${node.version}`,
    ...CASE_NAMES.map((name) => `### ${caseOf(name).title}\n\n${asMarkdown(caseTable(rowsOf(node, name)))}`),
  ]);
  return `${['# Results', runLine(run), '## Targets', asMarkdown(targetTable(run.nodes)), ...sections].join('\n\n')}\n`;
}
