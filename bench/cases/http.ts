import { writeFileSync } from 'node:fs';
import { findLoadGenerator, load } from '../http/load.ts';
import { type ServerProcess, startServer } from '../http/server-process.ts';
import type { Fixture } from '../measure/fixture.ts';
import { median, medianRatio } from '../measure/statistics.ts';
import type { Case, Effort } from './case.ts';

const SEEN = '.build/seen-tokens.txt';
const UNIQUE = '.build/unique-tokens.txt';
const ACTIVE_USERS = 500;
const SECONDS = 1;
const ROUNDS = 5;

const BARE = ['bare', SEEN] as const;
/** Row and tokens; the guard is the word before the comma. The peers remember no token, so that it is all one to them which. */
const RUNS = {
  fastify: [BARE, ['cognito-guard, seen', SEEN], ['cognito-guard, unique', UNIQUE], ['aws-jwt-verify', UNIQUE]],
  koa: [BARE, ['cognito-guard, seen', SEEN], ['cognito-guard, unique', UNIQUE], ['aws-jwt-verify', UNIQUE]],
  express: [
    BARE,
    ['cognito-guard, seen', SEEN],
    ['cognito-guard, unique', UNIQUE],
    ['aws-jwt-verify', UNIQUE],
    ['express-oauth2-jwt-bearer', UNIQUE],
  ],
} as const;

interface Turn {
  readonly name: string;
  readonly tokenFile: string;
  readonly server: ServerProcess;
  readonly perSecond: number[];
  readonly loopMicros: number[];
}

const endToEnd = (framework: keyof typeof RUNS): Case['run'] => {
  return async (fixture, effort) => {
    writeTokens(fixture);
    const turns = await startAll(framework, fixture, effort);
    const generator = await findLoadGenerator();
    for (const { server, tokenFile } of turns) await load(generator, server.port, SECONDS, tokenFile);
    for (let round = 0; round < Math.min(effort.rounds, ROUNDS); round += 1) {
      for (const { server, tokenFile, perSecond, loopMicros } of turns) {
        await server.activeMs();
        const { requests, micros } = await load(generator, server.port, SECONDS, tokenFile);
        perSecond.push((requests / micros) * 1_000_000);
        loopMicros.push(((await server.activeMs()) * 1000) / requests);
      }
    }
    for (const { server } of turns) server.stop();
    return turns.map((turn) => ({ name: turn.name, values: valuesOf(turn, turns) }));
  };
};

export const fastifyHttp: Case = { title: 'Fastify, end to end', run: endToEnd('fastify') };
export const expressHttp: Case = { title: 'Express, end to end', run: endToEnd('express') };
export const koaHttp: Case = { title: 'Koa, end to end', run: endToEnd('koa') };

function writeTokens({ access }: Fixture): void {
  writeFileSync(SEEN, `${access.slice(0, ACTIVE_USERS).join('\n')}\n`);
  writeFileSync(UNIQUE, `${access.join('\n')}\n`);
}

/** Each run has a server of its own, so that what is unique for one is not seen by way of another. */
async function startAll(framework: keyof typeof RUNS, { file }: Fixture, { only }: Effort): Promise<readonly Turn[]> {
  const wanted = RUNS[framework].filter(([name]) => only === undefined || only.includes(name));
  return Promise.all(
    wanted.map(async ([name, tokenFile]) => {
      const server = await startServer(framework, name.split(',')[0] ?? '', file);
      return { name, tokenFile, server, perSecond: [], loopMicros: [] };
    }),
  );
}

function valuesOf({ perSecond, loopMicros }: Turn, turns: readonly Turn[]): Record<string, number> {
  const ours = (kind: 'seen' | 'unique') =>
    turns.find(({ name }) => name === `cognito-guard, ${kind}`)?.perSecond ?? [];
  return {
    perSecond: median(perSecond),
    loopMicros: median(loopMicros),
    oursSeenSpeed: medianRatio(ours('seen'), perSecond),
    oursUniqueSpeed: medianRatio(ours('unique'), perSecond),
  };
}
