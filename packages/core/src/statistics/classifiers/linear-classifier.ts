import { checkOptions, checkPositive, checkSignal, eventLoopYielder, meanOfRows, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { type ConceptVector, checkConcept } from '../../concepts/concept-vector.js';
import { differenceOfMeans } from '../../concepts/mean-difference.js';
import { checkpoint } from '../../explain/run.js';
import { dualForm } from './dual-form.js';
import type { LabelledExamples } from './form.js';
import { type Loss, logistic, squaredHinge } from './loss.js';
import { minimise } from './newton-method.js';
import { primalForm } from './primal-form.js';

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
  /** Aborts; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a concept vector by logistic regression (a concept activation vector): the (v, b) that minimise
 * ½‖v‖² + C Σ log(1 + exp(−y (v · z + b))), with y = ±1. The intercept is not regularised, as in scikit-learn.
 *
 * Newton's method with a line search, exact to rounding. With n examples of L numbers, the vector is found among the weighted
 * sums of the examples if n < 1.5 L, which costs O(n² L) once and O(n³) per step; otherwise a step costs O(n L²). Yields to
 * the event loop.
 *
 * Source: Kim et al. 2018 (arXiv 1711.11279) for the use of a classifier's normal.
 *
 * @param positives latents of examples that have the concept, `[n, latentSize]`.
 * @param negatives latents of examples that lack it, `[m, latentSize]`.
 * @throws if a set is empty or not finite, if their latent sizes differ, if their means are equal up to rounding, or if the
 * cost is not positive.
 * @category Find a concept
 */
export async function logisticDirection(
  name: string,
  positives: NdArray,
  negatives: NdArray,
  options: ClassifierOptions = {},
): Promise<LinearConcept> {
  return classifier('logisticDirection', logistic, name, positives, negatives, options);
}

/**
 * Makes a concept vector by a linear support vector machine: the (v, b) that minimise
 * ½‖v‖² + C Σ max(0, 1 − y (v · z + b))², with y = ±1 (the squared hinge loss of LIBLINEAR; the intercept is not
 * regularised). Newton's method, exact to rounding, with the costs of {@link logisticDirection}.
 *
 * Source: Fan et al. 2008, LIBLINEAR (JMLR 9); Keerthi & DeCoste 2005 (JMLR 6) for the Newton step.
 *
 * @throws as {@link logisticDirection}.
 * @category Find a concept
 */
export async function svmDirection(
  name: string,
  positives: NdArray,
  negatives: NdArray,
  options: ClassifierOptions = {},
): Promise<LinearConcept> {
  return classifier('svmDirection', squaredHinge, name, positives, negatives, options);
}

async function classifier(
  caller: string,
  loss: Loss,
  name: string,
  positives: NdArray,
  negatives: NdArray,
  options: ClassifierOptions,
): Promise<LinearConcept> {
  checkOptions(caller, options, { cost: true, signal: true });
  const { cost = 1, signal } = options;
  checkPositive(caller, 'cost', cost);
  checkSignal(caller, signal);
  // If the means are equal, v = 0 is the minimum; whatever else is found is rounding error.
  const difference = differenceOfMeans(`${caller}: concept "${name}"`, positives, negatives);
  if (difference.every((value) => value === 0)) checkConcept(caller, { name, vector: difference });
  const run = { signal, pause: eventLoopYielder() };
  const pause = () => checkpoint(run);
  await pause();
  const examples = labelledExamples(positives, negatives);
  await pause();
  // Below about this many examples, their dot products and n × n steps cost less than steps over the latent dimensions.
  const isWide = examples.latents.length < 1.5 * difference.length;
  const form = isWide ? await dualForm(examples, pause) : primalForm(examples);
  const parameters = await minimise(form, examples, loss, cost, pause);
  const vector = await form.vector(parameters, pause);
  const shift = vector.reduce((sum, value, k) => sum + value * (examples.offset[k] ?? 0), 0);
  const concept = checkConcept(caller, { name, vector: Float32Array.from(vector) });
  return { ...concept, intercept: (parameters.at(-1) ?? 0) - shift };
}

function labelledExamples(positives: NdArray, negatives: NdArray): LabelledExamples {
  const [up, down] = [[...rows(positives)], [...rows(negatives)]];
  const latents = [...up, ...down];
  return {
    latents,
    signs: [...up.map(() => 1 as const), ...down.map(() => -1 as const)],
    offset: Float32Array.from(meanOfRows(latents, latents.length)),
  };
}
