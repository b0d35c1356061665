const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** `3 d`, `2 h`, `5 min`; empty for less than a minute. */
export function duration(milliseconds: number): string {
  const unit = UNITS.find(([, size]) => Math.abs(milliseconds) >= size);
  return unit === undefined ? '' : `${Math.round(Math.abs(milliseconds) / unit[1])} ${unit[0]}`;
}

export function ago(time: number, now = Date.now()): string {
  const length = duration(Math.max(0, now - time));
  return length === '' ? 'just now' : `${length} ago`;
}

export function expiresIn(time: number, now = Date.now()): string {
  const length = duration(Math.max(0, time - now));
  return length === '' ? 'expires in a moment' : `expires in ${length}`;
}
