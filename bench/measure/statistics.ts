/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const [below = Number.NaN, above = below] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  return below + (above - below) * (position - Math.floor(position));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Ratios of pairs taken in the same round: what a busy neighbour slows, it slows on both sides. */
export const ratios = (numerators: readonly number[], denominators: readonly number[]): readonly number[] =>
  numerators.map((numerator, round) => numerator / (denominators[round] ?? Number.NaN));

export const medianRatio = (numerators: readonly number[], denominators: readonly number[]): number =>
  median(ratios(numerators, denominators));
