import { norm } from '@csm/base';

/** The size of the change from a to b. */
export type Change = (a: ArrayLike<number>, b: ArrayLike<number>) => number;

/** ‖a − b‖. */
export const distance: Change = (a, b) => norm(Float64Array.from(a, (value, at) => value - b[at]!));

/** ‖(a − b) / a‖, number by number; numbers that are 0 are divided by ε. */
export const byElements =
  (epsilon: number): Change =>
  (a, b) =>
    norm(Float64Array.from(a, (value, at) => (value - b[at]!) / (value === 0 ? epsilon : value)));

/** ‖a − b‖ / ‖a‖; divided by ε if a is 0. */
export const byNorm =
  (epsilon: number): Change =>
  (a, b) =>
    distance(a, b) / (norm(Float64Array.from(a)) || epsilon);

/** Whether a number that was exactly 0 changed, which {@link byElements} divides by ε. */
export function changesZero(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] === 0 && b[at] !== 0) return true;
  return false;
}
