import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { Findings } from './protocol.ts';
import { runStack } from './run-stack.ts';
import { STACK_NAMES, type StackName, versionOf } from './stacks.ts';
import { ROWS, tableOf } from './table.ts';

// npm run reliability: measures every stack, one after the other, and writes docs/reliability.md from what was found.

const folder = new URL('.', import.meta.url);
execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });

const findings = new Map<StackName, Findings>();
for (const stack of STACK_NAMES) {
  console.log(`Measuring ${stack}`);
  findings.set(stack, await runStack(stack));
}

const root = new URL('../../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
const headings = STACK_NAMES.map((stack) => {
  const versions = stack.split(' + ').map((name) => `${name} ${name === 'cognito-guard' ? version : versionOf(name)}`);
  return versions.join(' + ');
});
const machine = `${availableParallelism()} cores of ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ${process.platform}`;
const date = new Date().toISOString().slice(0, 10);

mkdirSync(new URL('docs/', root), { recursive: true });
writeFileSync(
  new URL('docs/reliability.md', root),
  `# Reliability, measured

Written by \`npm run reliability\` on ${date}; ${machine}. Every figure is from this run: each stack in a process of its
own, its keys over TLS from one and the same loopback endpoint, which behaves as told. Both clocks of the process are moved
where hours must pass. Peers run with the options that their documentation shows. Times of a shared machine: read them as
±30 %.

${tableOf(
  headings,
  STACK_NAMES.map((stack) => findings.get(stack) as Findings),
)}

A dash stands where a behaviour has not been described in public by its authors, good or bad: in such a row only those
are shown who have.

## How each row is measured

${ROWS.map(({ title, how }) => `- **${title}**: ${how}`).join('\n')}

## What each peer does better

- **aws-jwt-verify**: no dependency at all; keys are fetched once and never age, so it makes no request that could fail, and an
  endpoint that is down for days troubles nobody with a known key; a synchronous verify; also ALB tokens and generic OIDC
  issuers. Its Cognito checks are the reference for ours.
- **jose**: every JOSE algorithm, encryption and signing, on every runtime, with no dependency; fewer key requests than ours
  in a flood, because its cool-down starts with every good answer; removed keys end sooner in an idle process. This library's
  testing kit signs with it.
- **jwks-rsa + jsonwebtoken**: a rate limit that is yours to set, interceptors for fetching, ready integrations for Express,
  Koa, Hapi and Passport; many issuers. Its \`cacheMaxAgeFallback\` (off by default, and here) lets old keys serve in an outage.
- **get-jwks + fast-jwt**: the quickest synchronous check of a new token; the shortest trust in a removed key while busy; old
  keys serve when a refresh fails; many issuers from one instance.

## What the figures do not say

Nothing here is about forged tokens: no row tells who refuses them. The rows are about availability, and about how long a
removed key is still trusted. A key that leaves the set is rare; an endpoint that fails for a minute is not.
`,
);
console.log('docs/reliability.md is written');
