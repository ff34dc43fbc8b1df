import { checkOptions, checkPositive, invalidArgument, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLatents, checkSameLatentSize } from '../concepts/check-latents.js';
import { type ConceptVector, checkConcept } from '../concepts/concept-vector.js';
import { type LabelledRow, type Loss, minimise } from './newton-method.js';

/** A concept vector that is the normal of a linear classifier: v · z + intercept is positive on the concept's side. */
export interface LinearConcept extends ConceptVector {
  /** For `signedDistance(concept, concept.intercept)`. */
  readonly intercept: number;
}

/** Options of {@link logisticDirection} and {@link svmDirection}. */
export interface ClassifierOptions {
  /**
   * C, the weight of the errors relative to the length of the vector; smaller values regularise more strongly. Default 1.
   */
  readonly cost?: number | undefined;
}

/**
 * Makes a concept vector by logistic regression (a concept activation vector): the (v, b) that minimise
 * ½‖v‖² + C Σ log(1 + exp(−y (v · z + b))), with y = ±1. The intercept is not regularised, as in scikit-learn.
 *
 * Newton's method with a line search, exact to rounding. Each step costs O(n L²) and O(L³), L being the latent size.
 *
 * Source: Kim et al. 2018 (arXiv 1711.11279) for the use of a classifier's normal.
 *
 * @param positives latents of examples that have the concept, `[n, latentSize]`.
 * @param negatives latents of examples that lack it, `[m, latentSize]`.
 * @throws if a set is empty or not finite, if their latent sizes differ, or if the cost is not positive.
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
 * Makes a concept vector by a linear support vector machine: the (v, b) that minimise
 * ½‖v‖² + C Σ max(0, 1 − y (v · z + b))², with y = ±1 (the squared hinge loss of LIBLINEAR; the intercept is not
 * regularised). Newton's method, exact to rounding.
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

const logistic: Loss = (m) => {
  const wrong = 1 / (1 + Math.exp(m));
  const value = m > 0 ? Math.log1p(Math.exp(-m)) : -m + Math.log1p(Math.exp(m));
  return { value, slope: -wrong, curvature: wrong * (1 - wrong) };
};

const squaredHinge: Loss = (m) => {
  const short = Math.max(0, 1 - m);
  return { value: short * short, slope: -2 * short, curvature: short > 0 ? 2 : 0 };
};

function classifier(
  caller: string,
  loss: Loss,
  name: string,
  positives: NdArray,
  negatives: NdArray,
  options: ClassifierOptions,
): LinearConcept {
  checkOptions(caller, options, { cost: true });
  const { cost = 1 } = options;
  checkPositive(caller, 'cost', cost);
  const source = `${caller}: concept "${name}"`;
  const up = checkLatents(source, 'positives', positives).latentSize;
  checkSameLatentSize(source, up, checkLatents(source, 'negatives', negatives).latentSize);
  const examples = [
    ...labelled(source, 'positives', positives, 1),
    ...labelled(source, 'negatives', negatives, -1),
  ];
  const weights = minimise(examples, up + 1, loss, cost);
  const vector = Float32Array.from(weights.subarray(0, up));
  return { ...checkConcept(caller, { name, vector }), intercept: weights[up] ?? 0 };
}

/** The latents, each with a 1 appended for the intercept. */
function labelled(caller: string, set: string, latents: NdArray, sign: 1 | -1): LabelledRow[] {
  return Array.from(rows(latents), (latent) => {
    if (!latent.every(Number.isFinite)) {
      throw invalidArgument(`${caller}: ${set} must be finite; a latent holds NaN or infinity.`);
    }
    return { values: Float64Array.from([...latent, 1]), sign };
  });
}
