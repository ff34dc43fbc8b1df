import { isConstant } from '@csm/base';

/** Pearson correlation of two lists with weights; NaN if one of them is constant. */
export function weightedPearson(x: Float64Array, y: Float64Array, weights: Float64Array): number {
  if (isConstant(x) || isConstant(y)) return Number.NaN;
  const total = weights.reduce((sum, w) => sum + w, 0);
  const average = (values: Float64Array) =>
    values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) / total;
  const [dx, dy] = [x, y].map((values) => {
    const centre = average(values);
    return values.map((value) => value - centre);
  }) as [Float64Array, Float64Array];
  const of = (a: Float64Array, b: Float64Array) => average(a.map((value, i) => value * (b[i] ?? 0)));
  return Math.max(-1, Math.min(1, of(dx, dy) / Math.sqrt(of(dx, dx) * of(dy, dy))));
}
