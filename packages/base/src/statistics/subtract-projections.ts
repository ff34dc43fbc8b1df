import { dot } from './dot.js';

/** Subtracts from a vector its projections on orthonormal vectors, in place. Twice, because of rounding (Kahan; Parlett 1998). */
export function subtractProjections(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (const unit of [...basis, ...basis]) {
    const along = dot(unit, vector, vector.length);
    for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! - along * unit[i]!;
  }
}
