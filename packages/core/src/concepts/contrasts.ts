import { norm, subtractProjections } from '@csm/base';

/** A weighted sum of examples, Σᵢ wᵢ zᵢ, that estimates the effect of a label; the weights sum to 0. */
export interface Contrast {
  readonly weights: Float64Array;
  /** Whether each example counts. */
  readonly counts: readonly boolean[];
}

/** A column that other columns predict except for this share of its length depends on them. */
const DEPENDENT = 1e-9;

/**
 * Differences of means within strata, averaged with weights n₊n₋ / (n₊ + n₋). A stratum without one of the two sides is left
 * out.
 * @param given the other labels of each example; equal ones form a stratum.
 * @returns undefined if no stratum has both sides.
 */
export function strataContrast(
  of: readonly boolean[],
  given: readonly (readonly boolean[])[],
): Contrast | undefined {
  const strata = new Map<string, [positives: number, negatives: number]>();
  const keys = of.map((_, i) => given.map((label) => Number(label[i])).join(''));
  for (const [i, key] of keys.entries()) {
    const [up, down] = strata.get(key) ?? [0, 0];
    strata.set(key, of[i] ? [up + 1, down] : [up, down + 1]);
  }
  let total = 0;
  for (const [up, down] of strata.values()) total += (up * down) / (up + down);
  if (total === 0) return undefined;
  const counts = keys.map((key) => strata.get(key)?.every((side) => side > 0) ?? false);
  const weights = Float64Array.from(keys, (key, i) => {
    const [up = 0, down = 0] = strata.get(key) ?? [];
    // (n₊n₋ / (n₊ + n₋)) · 1 / n₊ is n₋ / (n₊ + n₋).
    return (of[i] ? down : -up) / (up + down) / total;
  });
  return { weights, counts };
}

/**
 * The coefficient of a label in the least-squares regression on an intercept, the label and all others. By the theorem of
 * Frisch, Waugh and Lovell: r / ‖r‖², where r is what the others and the intercept do not predict of the label.
 * @returns undefined if they predict it fully.
 */
export function regressionContrast(
  of: readonly boolean[],
  given: readonly (readonly boolean[])[],
): Contrast | undefined {
  const basis: Float64Array[] = [];
  const residual = (column: Float64Array) => {
    const left = column.slice();
    subtractProjections(left, basis);
    return left;
  };
  for (const column of [
    new Float64Array(of.length).fill(1),
    ...given.map((label) => Float64Array.from(label, Number)),
  ]) {
    const left = residual(column);
    const length = norm(left);
    if (length > DEPENDENT * norm(column)) basis.push(left.map((value) => value / length));
  }
  const column = Float64Array.from(of, Number);
  const left = residual(column);
  const length = norm(left);
  if (!(length > DEPENDENT * norm(column))) return undefined;
  return { weights: left.map((value) => value / length / length), counts: of.map(() => true) };
}
