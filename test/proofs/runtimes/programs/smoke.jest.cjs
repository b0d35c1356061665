const { runChecks } = require('./checks.cjs');
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
test('the packed library works in a CommonJS test', async () => {
  expect(await runChecks(entries, { listens: true })).toBeGreaterThan(0);
});
