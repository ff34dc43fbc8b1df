import { checkOptions, checkpoint } from '@csm/core';
import type { NdArray } from 'ndarray';
import { checkCount, checkMaps, checkPositive, checkSeed } from '../maps/check.js';
import { fromRows, rowsOf } from '../maps/maps.js';
import { keyedRandom } from '../maps/random.js';

/** Options of {@link maxSensitivity}. */
export interface SensitivityOptions {
  /** Inputs are moved by at most this much in each feature. Default 0.02. */
  radius?: number | undefined;
  /** Moves of each input. Default 10. */
  samples?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
  /** The finished share of the work, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/**
 * Sensitivity-max: the most that a map changes when its input is moved a little, max ‖m(x + δ) − m(x)‖ / ‖m(x)‖ over random δ, uniform
 * in the cube of the radius; a number an input. 0 is best, and what a method that ignores its input has: a small value alone says
 * nothing good. Null: √2, for maps that have nothing to do with each other. NaN where a map is zero and stays so.
 *
 * Source: Yeh et al. 2019 (arXiv 1901.09392), relative as in Captum.
 *
 * @param attribute the maps of inputs, as `async (x) => (await explain(encoder, concept, x, explainer)).maps`.
 */
export async function maxSensitivity(
  attribute: (inputs: NdArray<Float32Array>) => Promise<NdArray>,
  inputs: NdArray,
  options: SensitivityOptions = {},
): Promise<Float64Array> {
  checkOptions<SensitivityOptions>('maxSensitivity', options, {
    radius: true,
    samples: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  const { radius = 0.02, samples = 10, seed = 0, onProgress } = options;
  checkMaps('maxSensitivity', inputs, 'inputs');
  checkPositive('maxSensitivity', 'radius', radius);
  checkCount('maxSensitivity', 'samples', samples);
  checkSeed('maxSensitivity', seed);
  const rows = rowsOf(inputs);
  const shape = inputs.shape.slice(1);
  const original = rowsOf(await attribute(fromRows(rows, shape)));
  const largest = new Float64Array(rows.length);
  for (let k = 0; k < samples; k++) {
    await checkpoint(options);
    const moved = rows.map((row, i) => {
      const random = keyedRandom('sensitivity', seed, i, k);
      return row.map((value) => value + radius * (2 * random() - 1));
    });
    const maps = rowsOf(await attribute(fromRows(moved, shape)));
    maps.forEach((map, i) => {
      const change = norm(map.map((value, at) => value - original[i]![at]!));
      largest[i] = Math.max(largest[i]!, change / norm(original[i]!));
    });
    onProgress?.((k + 1) / samples);
  }
  return largest;
}

/** Not Math.hypot(...values): a picture is more arguments than a call may have. */
function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
