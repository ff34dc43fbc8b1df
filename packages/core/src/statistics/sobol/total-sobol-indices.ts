import {
  checkBatchSize,
  checkCount,
  checkFunction,
  checkRequiredOptions,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  jansenIndices,
  keyedRandom,
  notFinite,
  shown,
  sobolDesign,
} from '@csm/base';
import ndarray from 'ndarray';
import type { TotalSobolIndices, TotalSobolOptions, UnitCubeFunction } from './sobol-types.js';

/**
 * Estimates the total Sobol index of each input of a function of independent inputs that are uniform in [0, 1): the share of the function's variance
 * that remains if all other inputs are known, S_Ti = E[V(f | x₋ᵢ)] / V(f). It counts everything that input i takes part in, alone or together with
 * others, so the indices add up to more than 1 if inputs interact, and to exactly 1 if the function is a sum of functions of one input each.
 *
 * Estimator: Jansen's, (1 / 2N) Σ (f(a) − f(aᵢ))² / V, where a and b are the points of a pair and aᵢ is a with coordinate i of b. The points
 * are a Latin hypercube. Costs N (d + 2) evaluations.
 *
 * Source: Homma & Saltelli 1996 (Reliability Engineering & System Safety 52); Jansen 1999 (Computer Physics Communications 117).
 *
 * @throws if an option is invalid, or the function returns another number of values than points.
 * @throws with code `ERR_NOT_FINITE` if a value is NaN or infinite.
 *
 * @example
 * const { total } = await totalSobolIndices(
 *   (points) => Array.from({ length: points.shape[0]! }, (_, i) => points.get(i, 0) * points.get(i, 1)),
 *   { dimensions: 3 },
 * ); // about 0.57, 0.57 and 0
 * @category Find a concept
 */
export async function totalSobolIndices(
  evaluate: UnitCubeFunction,
  options: TotalSobolOptions,
): Promise<TotalSobolIndices> {
  const caller = 'totalSobolIndices';
  checkRequiredOptions<TotalSobolOptions>(caller, options, {
    dimensions: true,
    pairs: true,
    batchSize: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  checkFunction(caller, 'evaluate', evaluate);
  const { dimensions, pairs = 256, batchSize = 1024, seed = 0, signal, onProgress } = options;
  checkCount(caller, 'dimensions', dimensions);
  checkCount(caller, 'pairs', pairs, { min: 2 });
  checkBatchSize(caller, batchSize);
  checkSeed(caller, seed);
  checkWatchers(caller, options);
  const pause = eventLoopYielder();
  const design = sobolDesign(dimensions, pairs, keyedRandom(caller, seed));
  const values = new Float64Array(design.count);
  for (let first = 0; first < design.count; first += batchSize) {
    await pause();
    signal?.throwIfAborted();
    const rows = Math.min(batchSize, design.count - first);
    const points = new Float64Array(rows * dimensions);
    for (let row = 0; row < rows; row++) {
      design.write(first + row, points.subarray(row * dimensions, (row + 1) * dimensions));
    }
    const found = await evaluate(ndarray(points, [rows, dimensions]));
    checkValues(caller, found, rows);
    values.set(found, first);
    onProgress?.({ done: first + rows, total: design.count });
  }
  return jansenIndices(values, pairs);
}

function checkValues(caller: string, found: ArrayLike<number>, rows: number): void {
  if (found?.length !== rows) {
    throw invalidArgument(
      `${caller}: evaluate must return one value per point, ${rows}; got ${shown(found?.length)}.`,
    );
  }
  for (let row = 0; row < rows; row++) {
    if (Number.isFinite(found[row])) continue;
    throw notFinite(`${caller}: evaluate must return finite numbers; got ${shown(found[row])}.`);
  }
}
