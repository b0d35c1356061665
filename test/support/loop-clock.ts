const TICK_MS = 10;
let ticks = 0;
// Node does not make up for late ticks of an interval, which is why this works.
setInterval(() => {
  ticks += 1;
}, TICK_MS).unref();

/**
 * Milliseconds that the event loop of this process has lived through. A tick counts once however late it comes: while a
 * busy machine lets the process stand still, this clock stands still as well. What is bounded by it is how long a caller
 * had to wait for us, and never how long we had to wait for the machine.
 */
export function loopNow(): number {
  return ticks * TICK_MS;
}
