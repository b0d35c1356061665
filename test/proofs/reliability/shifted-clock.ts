// Moves both clocks of the process together, because some peers age their keys by one and some by the other. This must be
// imported before anything else.

let offsetMs = 0;
const dateNow = Date.now.bind(Date);
const monotonicNow = performance.now.bind(performance);
const RealDate = Date;

Date.now = () => dateNow() + offsetMs;
performance.now = () => monotonicNow() + offsetMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args) => (args.length === 0 ? new target(Date.now()) : Reflect.construct(target, args)),
});

export function shiftClock(ms: number): void {
  offsetMs += ms;
}

/** The clock as it was, for measuring. */
export const realNow = monotonicNow;
