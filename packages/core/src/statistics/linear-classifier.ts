import { checkNdarray, contiguous } from '@csm/base';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { NdArray } from 'ndarray';
import { type ConceptVector, checkConcept } from '../concepts/concept-vector.js';

/** A concept vector that is the normal of a linear classifier: v · z + intercept is positive on the concept's side. */
export interface LinearConcept extends ConceptVector {
  /** For `signedDistance(concept, concept.intercept)`. */
  readonly intercept: number;
}

/** Options of {@link logisticDirection} and {@link svmDirection}. */
export interface ClassifierOptions {
  /** C, the cost of an error against the length of the vector; the smaller, the stronger the regularisation. Default 1. */
  cost?: number;
}

/**
 * Concept vector by logistic regression (a concept activation vector): the (v, b) of least
 * ½‖v‖² + C Σ log(1 + exp(−y (v · z + b))), with y = ±1. The intercept is not regularised, as in scikit-learn.
 *
 * By Newton's method with a line search, exact to rounding. Costs O(n L²) a step and O(L³), L the latent size.
 *
 * Source: Kim et al. 2018 (arXiv 1711.11279) for the use of a classifier's normal.
 *
 * @param positives latents of examples that have the concept, `[n, latentSize]`.
 * @param negatives latents of examples that lack it, `[m, latentSize]`.
 * @throws if a set is empty or not finite, their latent sizes differ, or the cost is not positive.
 */
export function logisticDirection(
  name: string,
  positives: NdArray,
  negatives: NdArray,
  options: ClassifierOptions = {},
): LinearConcept {
  return classifier('logisticDirection', logistic, name, positives, negatives, options);
}

/**
 * Concept vector by a linear support vector machine: the (v, b) of least
 * ½‖v‖² + C Σ max(0, 1 − y (v · z + b))², with y = ±1 (the squared hinge loss of LIBLINEAR; the intercept is not
 * regularised). By Newton's method, exact to rounding.
 *
 * Source: Fan et al. 2008, LIBLINEAR (JMLR 9); Keerthi & DeCoste 2005 (JMLR 6) for the Newton step.
 *
 * @throws as {@link logisticDirection}.
 */
export function svmDirection(
  name: string,
  positives: NdArray,
  negatives: NdArray,
  options: ClassifierOptions = {},
): LinearConcept {
  return classifier('svmDirection', squaredHinge, name, positives, negatives, options);
}

/** A loss as a function of the margin y (v · z + b), with its first two derivatives. */
type Loss = (margin: number) => { value: number; slope: number; curvature: number };

const logistic: Loss = (m) => {
  const wrong = 1 / (1 + Math.exp(m));
  const value = m > 0 ? Math.log1p(Math.exp(-m)) : -m + Math.log1p(Math.exp(m));
  return { value, slope: -wrong, curvature: wrong * (1 - wrong) };
};

const squaredHinge: Loss = (m) => {
  const short = Math.max(0, 1 - m);
  return { value: short * short, slope: -2 * short, curvature: short > 0 ? 2 : 0 };
};

const MOST_STEPS = 100;

function classifier(
  caller: string,
  loss: Loss,
  name: string,
  positives: NdArray,
  negatives: NdArray,
  { cost = 1 }: ClassifierOptions,
): LinearConcept {
  if (!(cost > 0 && Number.isFinite(cost))) {
    throw new Error(`${caller}: cost must be a positive number; got ${cost}.`);
  }
  const { rows, signs } = examples(`${caller}: concept "${name}"`, positives, negatives);
  const weights = minimise(rows, signs, loss, cost);
  const vector = Float32Array.from(weights.subarray(0, weights.length - 1));
  return { ...checkConcept(caller, { name, vector }), intercept: weights.at(-1)! };
}

/** Latents with a 1 added for the intercept, and their signs. */
function examples(caller: string, positives: NdArray, negatives: NdArray) {
  const sets = Object.entries({ positives, negatives });
  for (const [set, latents] of sets) {
    checkNdarray(`${caller}, ${set}`, latents);
    if (latents.shape.length !== 2 || latents.size === 0) {
      throw new Error(
        `${caller}, ${set}: expected latents of shape [n, latentSize], n ≥ 1; got [${latents.shape}].`,
      );
    }
  }
  const [size, other] = sets.map(([, latents]) => latents.shape[1]!) as [number, number];
  if (size !== other) {
    throw new Error(`${caller}: the positives have ${size} latent dimensions, the negatives ${other}.`);
  }
  const rows: Float64Array[] = [];
  const signs: number[] = [];
  for (const [set, latents] of sets) {
    const values = contiguous(latents);
    if (!values.every(Number.isFinite)) throw new Error(`${caller}, ${set}: a latent holds NaN or infinity.`);
    for (let i = 0; i < latents.shape[0]!; i++) {
      rows.push(Float64Array.from([...values.subarray(i * size, (i + 1) * size), 1]));
      signs.push(set === 'positives' ? 1 : -1);
    }
  }
  return { rows, signs };
}

/** Newton's method with halved steps, from zero; stops where the step no longer lowers the objective. */
function minimise(
  rows: readonly Float64Array[],
  signs: readonly number[],
  loss: Loss,
  cost: number,
): Float64Array {
  const size = rows[0]!.length;
  let weights = new Float64Array(size);
  let value = objective(rows, signs, weights, loss, cost);
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = newtonStep(rows, signs, weights, loss, cost);
    const moved = lineSearch(weights, direction, value, (w) => objective(rows, signs, w, loss, cost));
    if (moved === undefined) break;
    const gain = value - moved.value;
    weights = moved.weights;
    value = moved.value;
    if (gain <= 1e-15 * Math.abs(value)) break;
  }
  return weights;
}

function margin(row: Float64Array, sign: number, weights: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += row[k]! * weights[k]!;
  return sign * sum;
}

function objective(
  rows: readonly Float64Array[],
  signs: readonly number[],
  weights: Float64Array,
  loss: Loss,
  cost: number,
): number {
  const norm = weights.subarray(0, -1).reduce((sum, w) => sum + w * w, 0);
  return norm / 2 + cost * rows.reduce((sum, row, i) => sum + loss(margin(row, signs[i]!, weights)).value, 0);
}

/** −H⁻¹ g of the objective. */
function newtonStep(
  rows: readonly Float64Array[],
  signs: readonly number[],
  weights: Float64Array,
  loss: Loss,
  cost: number,
): Float64Array {
  const size = weights.length;
  const gradient = Float64Array.from(weights);
  gradient[size - 1] = 0;
  const hessian = Matrix.eye(size, size);
  // All but nothing, so that the matrix can be inverted where no example touches the intercept.
  hessian.set(size - 1, size - 1, 1e-10);
  const lower = Array.from({ length: size }, () => new Float64Array(size));
  rows.forEach((row, i) => {
    const { slope, curvature } = loss(margin(row, signs[i]!, weights));
    for (let j = 0; j < size; j++) gradient[j]! += cost * slope * signs[i]! * row[j]!;
    if (curvature === 0) return;
    for (let j = 0; j < size; j++) {
      const factor = cost * curvature * row[j]!;
      const into = lower[j]!;
      for (let k = 0; k <= j; k++) into[k]! += factor * row[k]!;
    }
  });
  for (let j = 0; j < size; j++) {
    for (let k = 0; k <= j; k++) {
      hessian.set(j, k, hessian.get(j, k) + lower[j]![k]!);
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
    const next = Float64Array.from(weights, (w, k) => w + length * direction[k]!);
    const lowered = evaluate(next);
    if (lowered < value) return { weights: next, value: lowered };
  }
  return undefined;
}
