import {
  checkOptions,
  checkPositive,
  checkSignal,
  cholesky,
  eventLoopYielder,
  gramMatrix,
  invalidArgument,
  mean,
  meanOfRows,
  rows,
  shown,
  solveCholesky,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLatents } from '../concepts/check-latents.js';
import { type ConceptVector, checkConcept } from '../concepts/concept-vector.js';
import { checkpoint } from '../explain/run.js';

/** Options of {@link regressionDirection}. */
export interface RegressionDirectionOptions {
  /**
   * The ridge penalty, in units of the mean variance of the latent dimensions, at least 0. It keeps dimensions that hardly vary
   * (collapsed ones) from getting large weights. Default 0.01. 0 is least squares, which needs more examples than dimensions.
   */
  readonly ridge?: number | undefined;
  /** Aborts; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A concept vector along which a number grows. */
export interface RegressionConcept extends ConceptVector {
  /**
   * The share of the variance of the number that w · z explains in these examples. It is too high for new ones, above all with few
   * examples: measure it on others before you rely on the direction.
   */
  readonly r2: number;
}

/**
 * Makes a concept vector from one number per example, such as the score of a gene set, an age or a dose: the direction in latent space along
 * which a linear regression expects the number to grow, v = w / ‖w‖², where w minimises
 * Σ (y − ȳ − w · (z − z̄))² + λ ‖w‖², with λ = ridge · Σ ‖z − z̄‖² / L for latents of L numbers.
 *
 * A step by v raises the expected number by 1 (its unit: latent per unit of the number), and v · z / ‖v‖² is the expectation up to a
 * constant. Like any regression, it cancels noise: a dimension that does not follow the number may get a weight if it carries
 * the noise of another one. The mean difference of the highest and lowest values (`topBottomGroup` of `@csm/datasets`) does not.
 *
 * Exact to rounding; costs O(n m²) for n examples, with m the smaller of n and L. Yields to the event loop.
 *
 * Source: Hoerl & Kennard 1970 (doi 10.1080/00401706.1970.10488634) for ridge regression.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @param values `[n]`, one number per latent. Examples without a number (NaN) are left out.
 * @throws if the numbers of latents and values differ, if fewer than three have a value or all values are equal, if a latent is not
 * finite, or if `ridge` is 0 and the examples do not decide the direction.
 *
 * @example
 * const hypoxia = await regressionDirection('hypoxia', latents, geneSetScores(counts, genes));
 * @category Find a concept
 */
export async function regressionDirection(
  name: string,
  latents: NdArray,
  values: ArrayLike<number>,
  options: RegressionDirectionOptions = {},
): Promise<RegressionConcept> {
  const caller = `regressionDirection: concept "${name}"`;
  checkOptions<RegressionDirectionOptions>('regressionDirection', options, { ridge: true, signal: true });
  const { ridge = 0.01, signal } = options;
  checkPositive('regressionDirection', 'ridge', ridge, { orZero: true });
  checkSignal('regressionDirection', signal);
  const { count, latentSize } = checkLatents(caller, 'latents', latents);
  const { kept, targets } = targetsOf(caller, values, count);
  const run = { signal, pause: eventLoopYielder() };
  const pause = () => checkpoint(run);
  await pause();
  const all = [...rows(latents)];
  const examples = centred(
    caller,
    kept.map((row) => all[row]!),
    latentSize,
  );
  const w = await weights(caller, examples, targets, ridge, pause);
  const length = w.reduce((sum, value) => sum + value * value, 0);
  if (!(length > 0)) {
    throw invalidArgument(`${caller}: the values must follow the latents; their covariance is 0.`);
  }
  const vector = Float32Array.from(w, (value) => value / length);
  const concept = checkConcept('regressionDirection', { name, vector });
  return { ...concept, r2: explainedShare(examples, targets, w) };
}

/** The rows with a value, and the values minus their mean. */
function targetsOf(
  caller: string,
  values: ArrayLike<number>,
  count: number,
): { readonly kept: number[]; readonly targets: Float64Array } {
  if (values?.length !== count) {
    throw invalidArgument(
      `${caller}: expected one value per latent; got ${shown(values?.length)} values and ${count} latents.`,
    );
  }
  const numbers = Float64Array.from(values);
  const infinite = numbers.find((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  if (infinite !== undefined) {
    throw invalidArgument(`${caller}: values must be finite numbers, or NaN where missing; got ${infinite}.`);
  }
  const kept = [...numbers.keys()].filter((row) => !Number.isNaN(numbers[row]));
  const known = Float64Array.from(kept, (row) => numbers[row]!);
  if (kept.length < 3 || known.every((value) => value === known[0])) {
    throw invalidArgument(
      `${caller}: expected at least three values that are not all equal; got ${kept.length} of ${count}` +
        `${kept.length < 3 ? '' : `, all ${known[0]}`}.`,
    );
  }
  const centre = mean(known);
  return { kept, targets: known.map((value) => value - centre) };
}

function centred(caller: string, latents: readonly Float32Array[], latentSize: number): Float32Array[] {
  const centre = meanOfRows(latents, latents.length);
  const bad = centre.findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return latents.map((latent) => latent.map((value, k) => value - centre[k]!));
  throw invalidArgument(
    `${caller}: latents must be finite; dimension ${bad} of ${latentSize} holds NaN or infinity in some example.`,
  );
}

/** w, found among the weighted sums of the examples if there are fewer examples than dimensions. */
async function weights(
  caller: string,
  examples: readonly Float32Array[],
  targets: Float64Array,
  ridge: number,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const size = examples[0]!.length;
  const columns = Array.from({ length: size }, (_, k) => Float32Array.from(examples, (row) => row[k]!));
  const isWide = examples.length < size;
  const [vectors, others] = isWide ? [examples, columns] : [columns, examples];
  const gram = await gramMatrix(vectors, new Float32Array(others.length), pause);
  const trace = gram.reduce((sum, row, k) => sum + row[k]!, 0);
  const penalty = (ridge * trace) / size;
  for (const [k, row] of gram.entries()) row[k]! += penalty;
  const largest = gram.reduce((most, row, k) => Math.max(most, row[k]!), 0);
  await cholesky(gram, pause);
  // A pivot at rounding level: some combination of the dimensions (or examples) does not vary.
  if (!(largest > 0) || gram.some((row, k) => !(row[k]! ** 2 > 1e-12 * largest))) {
    throw invalidArgument(
      `${caller}: the direction is not determined by ${examples.length} examples of ${size} numbers, because some combination of ` +
        'the dimensions does not vary; pass a larger ridge, such as 0.01, or more examples.',
    );
  }
  const sums = (from: readonly Float32Array[], by: Float64Array) =>
    Float64Array.from(from, (row) => row.reduce((sum, value, i) => sum + value * by[i]!, 0));
  return isWide ? sums(columns, solveCholesky(gram, targets)) : solveCholesky(gram, sums(columns, targets));
}

/** 1 − residual sum of squares / total sum of squares. */
function explainedShare(examples: readonly Float32Array[], targets: Float64Array, w: Float64Array): number {
  let [left, total] = [0, 0];
  for (const [i, row] of examples.entries()) {
    const expected = row.reduce((sum, value, k) => sum + value * w[k]!, 0);
    left += (targets[i]! - expected) ** 2;
    total += targets[i]! ** 2;
  }
  return 1 - left / total;
}
