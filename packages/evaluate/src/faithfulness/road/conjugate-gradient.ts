/** The residual, relative to the first one, at which the solution counts as found: below the precision of float32. */
const TOLERANCE = 1e-9;

/** Writes the product of a matrix and a vector into another vector. */
export type Multiply = (vector: Float64Array, product: Float64Array) => void;

/**
 * Solves A x = b by conjugate gradients, for a symmetric positive definite matrix A that is only known by its products.
 *
 * Source: Hestenes & Stiefel 1952 (doi 10.6028/jres.049.044).
 *
 * @param multiply multiplies a vector by A.
 * @param solution where to start; it becomes the solution.
 */
export function conjugateGradient(multiply: Multiply, right: Float64Array, solution: Float64Array): void {
  const { length } = right;
  const image = new Float64Array(length);
  multiply(solution, image);
  const residual = right.map((value, at) => value - image[at]!);
  const direction = residual.slice();
  let square = dot(residual, residual);
  const least = square * TOLERANCE ** 2;
  // In exact arithmetic there are at most as many steps as numbers; rounding may cost a few more.
  for (let step = 0; square > least && step < 2 * length + 20; step++) {
    multiply(direction, image);
    const distance = square / dot(direction, image);
    for (let at = 0; at < length; at++) {
      solution[at]! += distance * direction[at]!;
      residual[at]! -= distance * image[at]!;
    }
    const next = dot(residual, residual);
    const kept = next / square;
    for (let at = 0; at < length; at++) direction[at] = residual[at]! + kept * direction[at]!;
    square = next;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
