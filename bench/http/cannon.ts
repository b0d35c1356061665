// autocannon in a process of its own: `cannon.js port seconds tokenFile`. Prints what came back as JSON.
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import { CONNECTIONS, type Load } from './load.ts';

const [port = '', seconds = '', tokenFile = ''] = process.argv.slice(2);
const tokens = readFileSync(tokenFile, 'utf8').trimEnd().split('\n');
const share = Math.ceil(tokens.length / CONNECTIONS);
let connection = 0;

const result = await autocannon({
  url: `http://127.0.0.1:${port}/`,
  connections: CONNECTIONS,
  duration: Number(seconds),
  // Each connection has its share of the tokens: all of them on each would be a million requests to prepare.
  setupClient(client) {
    const mine = tokens.slice(connection * share, (connection + 1) * share);
    connection += 1;
    client.setRequests(mine.map((token) => ({ headers: { authorization: `Bearer ${token}` } })));
  },
});
const load: Load = {
  requests: result['2xx'] + result.non2xx,
  micros: result.duration * 1_000_000,
  failed: result.non2xx + result.errors + result.timeouts,
  p99Micros: result.latency.p99 * 1_000,
};
console.log(`result ${JSON.stringify(load)}`);
