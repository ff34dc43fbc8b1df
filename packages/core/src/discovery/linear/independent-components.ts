import {
  checkCount,
  checkPositive,
  checkRequiredOptions,
  checkSeed,
  checkWatchers,
  dot,
  eventLoopYielder,
  keyedNormal,
  type Progress,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkpoint } from '../../explain/run.js';
import type { DiscoveredConcepts } from '../discovered-concepts.js';
import { latentRows } from '../latent-rows.js';
import { combination } from './combination.js';
import { fastIca, type IndependentCodes } from './fast-ica.js';
import { linearConcepts } from './linear-concepts.js';
import { principalAxes } from './principal-axes.js';
import { checkDirections } from './principal-components.js';

/** Options of {@link independentComponents}. */
export interface IndependentComponentsOptions {
  /** The number of components. The latents are first reduced to as many principal components. */
  readonly count: number;
  /** How many random rotations are tried; the result whose codes are farthest from normal is returned. Default 5. */
  readonly restarts?: number | undefined;
  /** A start has converged if no component turns by more than this in an iteration, as 1 − |cos|. Default 1e-4. */
  readonly tolerance?: number | undefined;
  /** Iterations after which a start stops even if it has not converged. Default 200. */
  readonly iterations?: number | undefined;
  /** Seed of the random rotations. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each start. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called if the iterations of the returned result did not converge. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Finds concepts by independent component analysis: directions whose codes are uncorrelated, have variance 1 and are as far from a normal
 * distribution as possible. The code of a component is wⱼ · (z − z̄); its direction is what one standard deviation of the code adds to the latent.
 *
 * The algorithm is symmetric FastICA on whitened latents, with the contrast log cosh. It finds concepts that are independent of each other and whose
 * codes are not normally distributed, such as attributes that are present or absent. Components with normal codes are arbitrary; they keep
 * the iterations from converging. Iterations may end in a local optimum, hence the restarts. The sign of a component is chosen so that the skewness
 * of its code is positive.
 *
 * Source: Hyvärinen 1999 (IEEE Transactions on Neural Networks 10). Costs O(n L² + L³) and O(n count²) per iteration.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @throws if the latents are fewer than two, not finite or all equal, if `count` exceeds the number of directions along which they vary, or if an
 * option is invalid.
 *
 * @example
 * const found = await independentComponents(latents, { count: 16 });
 * const maps = await explain(encoder, found.scores, images, gradient());
 * @category Discover concepts
 */
export async function independentComponents(
  latents: NdArray,
  options: IndependentComponentsOptions,
): Promise<DiscoveredConcepts> {
  const caller = 'independentComponents';
  checkRequiredOptions<IndependentComponentsOptions>(caller, options, {
    count: true,
    restarts: true,
    tolerance: true,
    iterations: true,
    seed: true,
    signal: true,
    onProgress: true,
    onWarning: true,
  });
  checkWatchers(caller, options);
  const { count, restarts = 5, tolerance = 1e-4, iterations = 200, seed = 0 } = options;
  const { signal, onProgress, onWarning = console.warn } = options;
  checkCount(caller, 'count', count);
  checkCount(caller, 'restarts', restarts);
  checkPositive(caller, 'tolerance', tolerance);
  checkCount(caller, 'iterations', iterations);
  checkSeed(caller, seed);
  const found = latentRows(caller, latents);
  const run = { signal, pause: eventLoopYielder() };
  const principal = await principalAxes(found, () => checkpoint(run));
  checkDirections(caller, count, principal.axes.length);
  const deviations = principal.variances.slice(0, count).map(Math.sqrt);
  const axes = principal.axes.slice(0, count);
  const white = found.rows.map((row) => {
    const centred = row.map((value, k) => value - found.mean[k]!);
    return Float64Array.from(axes, (axis, j) => dot(axis, centred, centred.length) / deviations[j]!);
  });
  const settings = { tolerance, iterations, pause: () => checkpoint(run) };
  let best: IndependentCodes | undefined;
  for (let start = 0; start < restarts; start++) {
    const next = await fastIca(white, keyedNormal(caller, seed, start), settings);
    if (best === undefined || next.contrast > best.contrast) best = next;
    onProgress?.({ done: start + 1, total: restarts });
  }
  const { rotation, turn } = best!;
  if (turn > tolerance) {
    onWarning(
      `${caller}: the components must converge to ${tolerance}; after ${iterations} iterations they still turn by ${turn.toExponential(1)} per ` +
        'iteration; ask for fewer components, or compare several seeds with conceptStability.',
    );
  }
  const unsorted = {
    filters: rotation.map((row) => combination(axes, (j) => row[j]! / deviations[j]!)),
    directions: rotation.map((row) => combination(axes, (j) => row[j]! * deviations[j]!)),
  };
  // The codes have variance 1, so the directions alone tell how much each component contributes.
  const sizes = unsorted.directions.map((direction) => dot(direction, direction, direction.length));
  const order = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]!);
  const sorted = {
    filters: order.map((j) => unsorted.filters[j]!),
    directions: order.map((j) => unsorted.directions[j]!),
  };
  return linearConcepts('ICA', found, sorted, run);
}
