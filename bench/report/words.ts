// What the page says around its figures. Written by hand; everything that changes from run to run is not here.

export const OPENING = `# Performance

The scarce resource of a Node server is its event loop. This page says how much of it \`cognito-guard\` takes, beside its
peers and beside the least that is possible. It is written by a command; do not edit it:

\`\`\`sh
npm ci && npm run build          # in the root
cd bench && npm ci
npm run bench -- --node=24,22,20 --write
npm run bench -- --profile --write   # the cost budget
npm run bench -- --guard             # exits with 1 if it became slower
\`\`\``;

export const METHOD = `## How it is measured

- All contenders of a case run in one process, in interleaved rounds, another one first each time. A ratio is the median of
  the ratios within each round: what slows the machine for a moment slows both sides.
- Each token string is built anew from its bytes for each call. A token off a socket has no hash yet; a benchmark that uses
  one string object again measures the hash that V8 keeps with it.
- Tokens are those of \`cognito-guard/testing\`: RS256 with 2048 bits, about 1.2 KB, claims as Cognito writes them.
  "Unique" means 20,000 different tokens in turn, twenty times what the verifier remembers. "Seen" means 500 users.
- Event-loop time is Node's own \`performance.eventLoopUtilization()\`, divided by the tokens. It is what the process cannot
  spend on other requests. What the thread pool does on another core is not in it, and stands in the next column.
- Every contender is asked before it is measured whether it gives the right answer.
- Peers are set up as their documentation advises for speed: aws-jwt-verify with its keys loaded, jose with a local key set,
  fast-jwt with one fixed key and synchronous, with and without its cache. The general libraries check \`iss\`, \`exp\`,
  \`token_use\` and \`client_id\`, by hand where they have no option.
- HTTP: the server runs in one process, the load generator (wrk if it is installed, else autocannon) in a second, with 50
  connections. The guard of aws-jwt-verify is the few lines that its users write.`;

export const COLUMNS_EXPLAINED = `"Our speed to it" is our throughput divided by that row's; "our event-loop time to it" likewise, and there less is better.
\`crypto.subtle.verify alone\` and \`bare Map\` are no verifiers: they are the floor under every verifier and every memory of
tokens.`;

export const BUDGET_EXPLAINED = `Event-loop time of a token not seen before, 64 in flight. The shares are those of V8's sampling profiler, the sum is measured
without it. The floor is the platform's own function for that step and nothing around it: it holds no rule of ours.`;

export const CLOSING = `## What the figures don't show

- **Your tokens, your machine.** Two virtual cores, one processor type, and tokens of one size. Other processors have
  another proportion between RSA and JavaScript, and that moves every ratio.
- **One at a time is slower than inline.** With two or more cores the signature is checked in the thread pool. That frees the
  event loop and doubles the throughput under load, and costs a hop to another thread: a server that verifies one token at a
  time, with nothing else to do, would be faster with a synchronous check. On one core the check is made inline.
- **Busy thread pools.** File access, DNS and zlib share the pool. A process that keeps its four threads busy makes
  verifications wait; here nothing else used them.
- **The floor is not a goal.** \`crypto.subtle.verify alone\` reads no claim and refuses nothing.
- **fast-jwt looks at no \`kid\` here** and has its one key in advance, which is its fastest form and fits no pool that
  rotates its keys. aws-jwt-verify does more than Cognito's user pools, and needs no dependency; its start and its size show it.
- **Peers remember nothing by default.** "Seen" compares our default with theirs. fast-jwt's cache is measured as well.
- **The network.** Keys are at hand in every case. What happens while the key endpoint is slow or down is another matter, and
  often the larger one.
- **Memory of the peers** was not compared, except where they keep tokens.
- **A quiet machine.** The load before each run stands above. Ratios forgive a busy neighbour to a point, absolute figures
  do not.`;
