const { runChecks } = require('./checks.cjs');
const { pretendCores } = require('./cores.cjs');

const expectCoresAsked = pretendCores();

const entries = {
  root: require('cognito-guard'),
  express: require('cognito-guard/express'),
  fastify: require('cognito-guard/fastify'),
  koa: require('cognito-guard/koa'),
  fetch: require('cognito-guard/fetch'),
  lambda: require('cognito-guard/lambda'),
  mcp: require('cognito-guard/mcp'),
  revocation: require('cognito-guard/revocation'),
  testing: require('cognito-guard/testing'),
};

async function main() {
  const count = await runChecks(entries, { listens: !process.argv.includes('no-network') });
  expectCoresAsked();
  console.log(`${count} checks held`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
