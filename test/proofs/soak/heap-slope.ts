/** Megabytes per hour by least squares, and the standard error of that figure. */
export function slopeOf(samples: readonly { readonly ms: number; readonly bytes: number }[]) {
  const n = samples.length;
  if (n < 3) return { mbPerHour: 0, standardError: Number.POSITIVE_INFINITY };
  const xs = samples.map(({ ms }) => ms / 3_600_000);
  const ys = samples.map(({ bytes }) => bytes / 1_048_576);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const sxx = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const sxy = xs.reduce((sum, x, at) => sum + (x - meanX) * ((ys[at] ?? 0) - meanY), 0);
  const slope = sxy / sxx;
  const residual = xs.reduce((sum, x, at) => sum + ((ys[at] ?? 0) - meanY - slope * (x - meanX)) ** 2, 0);
  return { mbPerHour: slope, standardError: Math.sqrt(residual / (n - 2) / sxx) };
}
