import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** A loss as a function of the margin y (v · z + b), with its first two derivatives. */
export type Loss = (margin: number) => { value: number; slope: number; curvature: number };

/** An example: its latent with a 1 appended, and y. */
export interface LabelledRow {
  readonly values: Float64Array;
  readonly sign: 1 | -1;
}

const MOST_STEPS = 100;

/**
 * Minimises ½‖v‖² + C Σ loss(y (v · z + b)) over (v, b) by Newton's method with halved steps, starting at zero. Stops when a
 * step no longer lowers the objective.
 * @param size the number of weights, b included.
 * @returns v, then b.
 */
export function minimise(
  examples: readonly LabelledRow[],
  size: number,
  loss: Loss,
  cost: number,
): Float64Array {
  let weights = new Float64Array(size);
  let value = objective(examples, weights, loss, cost);
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = newtonStep(examples, weights, loss, cost);
    const moved = lineSearch(weights, direction, value, (w) => objective(examples, w, loss, cost));
    if (moved === undefined) break;
    const gain = value - moved.value;
    weights = moved.weights;
    value = moved.value;
    if (gain <= 1e-15 * Math.abs(value)) break;
  }
  return weights;
}

function margin({ values, sign }: LabelledRow, weights: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (values[k] ?? 0) * (weights[k] ?? 0);
  return sign * sum;
}

function objective(
  examples: readonly LabelledRow[],
  weights: Float64Array,
  loss: Loss,
  cost: number,
): number {
  const norm = weights.subarray(0, -1).reduce((sum, w) => sum + w * w, 0);
  return norm / 2 + cost * examples.reduce((sum, example) => sum + loss(margin(example, weights)).value, 0);
}

/** −H⁻¹ g of the objective. */
function newtonStep(
  examples: readonly LabelledRow[],
  weights: Float64Array,
  loss: Loss,
  cost: number,
): Float64Array {
  const size = weights.length;
  const gradient = Float64Array.from(weights);
  gradient[size - 1] = 0;
  const sums = Array.from({ length: size }, () => new Float64Array(size));
  for (const example of examples) {
    const { values, sign } = example;
    const { slope, curvature } = loss(margin(example, weights));
    for (let j = 0; j < size; j++) gradient[j]! += cost * slope * sign * (values[j] ?? 0);
    if (curvature === 0) continue;
    for (const [j, row] of sums.entries()) {
      const factor = cost * curvature * (values[j] ?? 0);
      for (let k = 0; k <= j; k++) row[k] = (row[k] ?? 0) + factor * (values[k] ?? 0);
    }
  }
  const hessian = Matrix.eye(size, size);
  // Not zero, so that the matrix can be inverted even if no example contributes to the intercept.
  hessian.set(size - 1, size - 1, 1e-10);
  for (const [j, row] of sums.entries()) {
    for (let k = 0; k <= j; k++) {
      hessian.set(j, k, hessian.get(j, k) + (row[k] ?? 0));
      hessian.set(k, j, hessian.get(j, k));
    }
  }
  const solved = new CholeskyDecomposition(hessian).solve(Matrix.columnVector(gradient));
  return Float64Array.from(solved.to1DArray(), (value) => -value);
}

function lineSearch(
  weights: Float64Array,
  direction: Float64Array,
  value: number,
  evaluate: (weights: Float64Array) => number,
): { weights: Float64Array<ArrayBuffer>; value: number } | undefined {
  for (let length = 1; length > 1e-10; length /= 2) {
    const next = Float64Array.from(weights, (w, k) => w + length * (direction[k] ?? 0));
    const lowered = evaluate(next);
    if (lowered < value) return { weights: next, value: lowered };
  }
  return undefined;
}
