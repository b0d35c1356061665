import { writeFileSync } from 'node:fs';
import { ACTIVE_USERS } from '../fixture.ts';
import { load, mustHaveWrk } from '../http/load.ts';
import { type ServerProcess, startServer } from '../http/server-process.ts';
import type { Framework, ServerKind } from '../http/servers.ts';
import { median, medianRatio } from '../measure/statistics.ts';
import { takeTurns } from '../measure/take-turns.ts';
import type { Case } from './case.ts';

const SECONDS = 1;
const TOKEN_FILES = { seen: '.build/seen-tokens.txt', new: '.build/new-tokens.txt' };

/** Row, kind of server, and tokens. The peers remember no token, so each of them is new to them anyway. */
type Run = readonly [name: string, kind: ServerKind, tokens: keyof typeof TOKEN_FILES];
const BARE: Run = ['bare', 'bare', 'seen'];
const COMMON: readonly Run[] = [
  ['cognito-guard, seen', 'cognito-guard', 'seen'],
  ['cognito-guard, new', 'cognito-guard', 'new'],
  ['aws-jwt-verify', 'aws-jwt-verify', 'new'],
];
const RUNS: Readonly<Record<Framework, readonly Run[]>> = {
  fastify: [BARE, ['bare, empty async hook', 'empty hook', 'seen'], ...COMMON],
  express: [BARE, ...COMMON, ['express-oauth2-jwt-bearer', 'express-oauth2-jwt-bearer', 'new']],
  koa: [BARE, ...COMMON],
};

interface Turn {
  readonly name: string;
  readonly tokenFile: string;
  readonly server: ServerProcess;
  readonly perSecond: number[];
  readonly p99Ms: number[];
  readonly cpuMicros: number[];
}

const endToEnd = (framework: Framework): Case['run'] => {
  return async ({ access, file }, { httpRounds }) => {
    await mustHaveWrk();
    writeFileSync(TOKEN_FILES.seen, `${access.slice(0, ACTIVE_USERS).join('\n')}\n`);
    writeFileSync(TOKEN_FILES.new, `${access.join('\n')}\n`);
    const turns: Turn[] = [];
    try {
      // Each row has a server of its own: what is new to one must not have been seen by way of another.
      for (const [name, kind, tokens] of RUNS[framework]) {
        const server = await startServer(framework, kind, file);
        turns.push({ name, tokenFile: TOKEN_FILES[tokens], server, perSecond: [], p99Ms: [], cpuMicros: [] });
      }
      for (const { server, tokenFile } of turns) await load(server.port, SECONDS, tokenFile);
      await takeTurns(turns, httpRounds, measureTurn);
    } finally {
      for (const { server } of turns) server.stop();
    }
    return turns.map((turn) => ({ name: turn.name, values: valuesOf(turn, turns) }));
  };
};

export const fastify: Case = { title: 'Fastify, end to end', run: endToEnd('fastify') };
export const express: Case = { title: 'Express, end to end', run: endToEnd('express') };
export const koa: Case = { title: 'Koa, end to end', run: endToEnd('koa') };

async function measureTurn({ server, tokenFile, perSecond, p99Ms, cpuMicros }: Turn): Promise<void> {
  await server.cpuMicros();
  const { requests, micros, p99Micros } = await load(server.port, SECONDS, tokenFile);
  perSecond.push((requests / micros) * 1_000_000);
  p99Ms.push(p99Micros / 1_000);
  cpuMicros.push((await server.cpuMicros()) / requests);
}

function valuesOf({ perSecond, p99Ms, cpuMicros }: Turn, turns: readonly Turn[]): Record<string, number> {
  const ours = (tokens: 'seen' | 'new') =>
    turns.find(({ name }) => name === `cognito-guard, ${tokens}`)?.perSecond ?? [];
  return {
    perSecond: median(perSecond),
    p99Ms: median(p99Ms),
    cpuMicros: median(cpuMicros),
    oursSeenSpeed: medianRatio(ours('seen'), perSecond),
    oursNewSpeed: medianRatio(ours('new'), perSecond),
  };
}
