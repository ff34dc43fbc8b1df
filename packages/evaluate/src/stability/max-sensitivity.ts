import {
  checkCount,
  checkFunction,
  checkOptions,
  checkPositive,
  checkSeed,
  checkWatchers,
  keyedRandom,
  norm,
  type Progress,
  rows,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { checkFiniteInputs, checkMaps, checkSameShape } from '../maps/check-maps.js';
import { difference } from '../maps/difference.js';
import { stackRows } from '../maps/stack-rows.js';
import { zip } from '../maps/zip.js';

/** Options of {@link maxSensitivity}. */
export interface SensitivityOptions {
  /** The largest change of each feature of an input. Default 0.02. */
  readonly radius?: number | undefined;
  /** Number of perturbations of each input. Default 10. */
  readonly samples?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each perturbation of all inputs. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Sensitivity-max: the largest change of a map when its input changes a little, max ‖m(x + δ) − m(x)‖ / ‖m(x)‖ over
 * random δ, uniform in a cube with the given radius; one number per input. 0 is best, but a method that ignores its
 * input also has 0, so a small value does not show that a method is good. Null: √2, for unrelated maps. NaN if a map
 * is zero and remains zero.
 *
 * Source: Yeh et al. 2019 (arXiv 1901.09392), relative as in Captum.
 *
 * @param attribute returns the maps of inputs, such as `async (x) => (await explain(encoder, concept, x, explainer)).maps`.
 * @throws if `attribute` returns maps of different shapes, or an option is unknown or out of range.
 * @category Stability
 */
export async function maxSensitivity(
  attribute: (inputs: NdArray<Float32Array>) => Promise<NdArray>,
  inputs: NdArray,
  options: SensitivityOptions = {},
): Promise<Float64Array> {
  const caller = 'maxSensitivity';
  checkOptions<SensitivityOptions>(caller, options, {
    radius: true,
    samples: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  checkWatchers(caller, options);
  checkFunction(caller, 'attribute', attribute);
  const { radius = 0.02, samples = 10, seed = 0, signal, onProgress } = options;
  checkFiniteInputs(caller, inputs);
  checkPositive(caller, 'radius', radius);
  checkCount(caller, 'samples', samples);
  checkSeed(caller, seed);
  const [, ...shape] = inputs.shape;
  const inputRows = [...rows(inputs)];
  const original = await attribute(stackRows(inputRows, shape));
  checkMaps(caller, original, 'what attribute returns');
  let largest = new Float64Array(inputRows.length);
  for (let k = 0; k < samples; k++) {
    await checkpoint({ signal });
    const moved = inputRows.map((row, i) => {
      const random = keyedRandom('sensitivity', seed, i, k);
      return row.map((value) => value + radius * (2 * random() - 1));
    });
    const maps = await attribute(stackRows(moved, shape));
    checkSameShape(caller, original, maps, 'maps');
    const changes = zip(largest, rows(original), rows(maps));
    largest = Float64Array.from(changes, ([most, before, after]) =>
      Math.max(most, norm(difference(after, before)) / norm(before)),
    );
    onProgress?.({ done: k + 1, total: samples });
  }
  return largest;
}
