import { measurePropagation } from './measure-propagation.ts';

// npm run propagation: how long it takes until all of eight processes refuse what one of them has revoked.
const REVOCATIONS = Number(process.argv[2] ?? 1_000);
const took = await measurePropagation(8, REVOCATIONS);
const at = (share: number) =>
  (took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? Number.NaN).toFixed(1);
console.log(`${REVOCATIONS} revocations, 8 processes, ms: p50 ${at(0.5)}, p99 ${at(0.99)}, maximum ${at(1)}`);
