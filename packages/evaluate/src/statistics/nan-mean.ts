import { mean, variance } from '@csm/base';

/** Mean of the numbers that are not NaN, as in numpy's `nanmean`; NaN if there are no such numbers. */
export function nanMean(values: ArrayLike<number>): number {
  return mean(withoutNaN(values));
}

/** Standard error of {@link nanMean}, √(s² / n); NaN if fewer than two numbers are not NaN. */
export function nanStandardError(values: ArrayLike<number>): number {
  const defined = withoutNaN(values);
  return Math.sqrt(variance(defined) / defined.length);
}

function withoutNaN(values: ArrayLike<number>): number[] {
  return Array.from(values).filter((value) => !Number.isNaN(value));
}
