import { zip } from '../checks/zip.js';
import { violation } from './violation.js';

/** The largest absolute value; NaN if one value is NaN. */
export function largest(values: Iterable<number>): number {
  let result = 0;
  for (const value of values) result = Math.max(result, Math.abs(value));
  return result;
}

/**
 * Compares numbers.
 * @param tolerance the largest difference, as a share of `scale`.
 * @param scale default: the largest expected value.
 * @throws if a number differs by more.
 */
export function expectClose(
  what: string,
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  scale = largest(Array.from(expected)),
): void {
  if (got.length !== expected.length) {
    throw violation(what, `${expected.length} numbers`, got.length);
  }
  let worst = { feature: 0, value: 0, wanted: 0, difference: 0 };
  zip(Array.from(got), Array.from(expected)).forEach(([value, wanted], feature) => {
    const difference = Math.abs(value - wanted);
    // NaN counts as the largest difference.
    if (!(difference <= worst.difference) && !Number.isNaN(worst.difference))
      worst = { feature, value, wanted, difference };
  });
  if (worst.difference <= tolerance * scale) return;
  throw violation(
    what,
    `${worst.wanted} at feature ${worst.feature}, within ${tolerance} × ${scale.toPrecision(3)}, the largest value`,
    worst.value,
  );
}

/** @throws unless the bytes are the same. */
export function expectSameBytes(what: string, got: Float32Array, expected: Float32Array): void {
  const [a, b] = [new Uint32Array(got.slice().buffer), new Uint32Array(expected.slice().buffer)];
  const at = b.findIndex((bits, i) => bits !== a[i]);
  if (at === -1 && a.length === b.length) return;
  throw violation(what, `the same bytes, ${expected[at]} at ${at}`, got[at]);
}
