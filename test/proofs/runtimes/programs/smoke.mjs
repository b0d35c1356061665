import checks from './checks.cjs';
import machine from './cores.cjs';

const expectCoresAsked = machine.pretendCores();

// No static imports here, because they would be loaded before pretendCores has been called.
const entries = {
  root: await import('cognito-guard'),
  express: await import('cognito-guard/express'),
  fastify: await import('cognito-guard/fastify'),
  koa: await import('cognito-guard/koa'),
  fetch: await import('cognito-guard/fetch'),
  lambda: await import('cognito-guard/lambda'),
  mcp: await import('cognito-guard/mcp'),
  revocation: await import('cognito-guard/revocation'),
  testing: await import('cognito-guard/testing'),
};

const count = await checks.runChecks(entries, { listens: !process.argv.includes('no-network') });
expectCoresAsked();
console.log(`${count} checks held`);
