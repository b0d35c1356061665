// One server in a process of its own. Started by `fork`: says its port, and at each message how busy its event loop was.
import { performance } from 'node:perf_hooks';
import { readFixture } from '../measure/fixture.ts';
import { expressServers } from './express.ts';
import { fastifyServers } from './fastify.ts';
import { koaServers } from './koa.ts';
import type { Start } from './verifiers.ts';

export type Framework = 'fastify' | 'express' | 'koa';

const SERVERS: Readonly<Record<string, Readonly<Record<string, Start>>>> = {
  fastify: fastifyServers,
  express: expressServers,
  koa: koaServers,
};

const [framework = '', guard = '', fixtureFile = ''] = process.argv.slice(2);
const start = SERVERS[framework]?.[guard];
if (start === undefined) throw new Error(`There is no ${framework} server with ${guard}`);
const port = await start(readFixture(fixtureFile));
let last = performance.eventLoopUtilization();
process.on('message', () => {
  const now = performance.eventLoopUtilization();
  process.send?.({ activeMs: performance.eventLoopUtilization(now, last).active });
  last = now;
});
process.on('disconnect', () => process.exit());
process.send?.({ port });
