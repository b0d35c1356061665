import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { fillMarkedRegions } from '../../support/marked-regions.ts';
import { bytesPerEntry } from './bytes-per-entry.ts';
import { measurePropagation } from './measure-propagation.ts';
import { CLIENTS, versionOf } from './redis-clients.ts';
import { SERVER, serverVersion } from './redis-server.ts';

// npm run propagation: how long it takes until all of eight processes refuse what one of them has revoked, and what an entry takes.
// `-- --page` writes the figures into docs/revocation.md, `-- 100` makes it a hundred revocations.

const PROCESSES = 8;
const ENTRIES = 1_000_000;
const { values, positionals } = parseArgs({ options: { page: { type: 'boolean' } }, allowPositionals: true });
const revocations = Number(positionals[0] ?? 1_000);

const load = loadavg()[0]?.toFixed(1);
const inProcess = {
  session: await bytesPerEntry(ENTRIES, (session) => ({ session })),
  user: await bytesPerEntry(ENTRIES, (user) => ({ user })),
};
const { took, bytesOnServer } = await measurePropagation(PROCESSES, revocations);

const ms = (share: number) => {
  const value = took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? Number.NaN;
  return `${value.toFixed(1)} ms`;
};
const bytes = (value: number) => `${Math.round(value)} bytes`;
const machine = `${availableParallelism()} cores of ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ${process.platform} (load average of the minute before: ${load})`;
const figures = `${new Date().toISOString().slice(0, 10)}, ${machine}; Redis ${serverVersion(SERVER)} on the same machine, which writes each entry to disk before it
acknowledges it; ${PROCESSES} processes with ${CLIENTS.map(versionOf).join(', ')}.

| from the call of \`revoke\` until the last of ${PROCESSES} processes refuses, ${count(revocations)} revocations | p50 | p99 | maximum |
| --- | --- | --- | --- |
| | ${ms(0.5)} | ${ms(0.99)} | ${ms(1)} |

| memory of an entry | of a session | of a user |
| --- | --- | --- |
| in each process, of ${count(ENTRIES)} | ${bytes(inProcess.session)} | ${bytes(inProcess.user)} |
| on the server, of ${count(revocations)} | | ${bytes(bytesOnServer / revocations)} |`;

console.log(figures);
if (values.page === true) {
  const page = new URL('../../../docs/revocation.md', import.meta.url);
  writeFileSync(page, fillMarkedRegions(readFileSync(page, 'utf8'), { figures }));
  console.log('The figures of docs/revocation.md are written');
}

function count(value: number): string {
  return value.toLocaleString('en');
}
