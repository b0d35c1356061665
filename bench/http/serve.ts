// One server in a process of its own. Started by `fork`: sends its port, and at each message its processor time so far.
import { readFixture } from '../fixture.ts';
import { type Framework, SERVERS, type ServerKind } from './servers.ts';

// The casts: only server-process.ts starts this, with these types.
const [framework, kind, fixtureFile = ''] = process.argv.slice(2) as [Framework, ServerKind, string];
const start = SERVERS[framework][kind];
if (start === undefined) throw new Error(`There is no ${framework} server of the kind ${kind}`);
const port = await start(readFixture(fixtureFile));
let last = process.cpuUsage();
process.on('message', () => {
  const { user, system } = process.cpuUsage(last);
  last = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => process.exit());
process.send?.(port);
