import {
  checkExplainer,
  checkOptions,
  checkpoint,
  disposeAttribution,
  type Explainer,
  type Target,
} from '@csm/core';
import {
  add,
  clone,
  dispose,
  div,
  mirrorPad,
  pad,
  slice,
  type Tensor,
  type Tensor2D,
  tensor,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { replaced } from '../tensors/replace-tensors.js';
import { attributed } from './attribute-temporary-inputs.js';
import { memoryOf } from './memory-use.js';
import { checkCount, innerRun } from './noise.js';

/** Options of {@link shiftAverage}. */
export interface ShiftAverageOptions {
  /**
   * Offsets along each axis: 0 to shifts − 1 pixels. Patterns whose period divides it go: the stride of the first convolution
   * takes those that it makes, the product of all strides those of every layer. Default 2.
   */
  shifts?: number | undefined;
}

/**
 * Any explainer's maps averaged over small translations of a picture `[height, width, channels]`: for each (a, b) from
 * (0, 0) to (shifts − 1, shifts − 1) the picture is moved down by a and right by b, explained, and its map moved back; map
 * = the mean of these, at each pixel over the offsets that kept it in the picture (at the lower and right edge fewer). What comes
 * in at the upper and left edge mirrors the picture (… 1 0 | 0 1 …); its share of the maps is dropped.
 *
 * Why: a convolution of stride s sees pixels of different phase, place modulo s, through different numbers of its weights, so its
 * gradient has a pattern of period s, and a stack of them of periods s, s², …. The pattern stays with the grid and the map goes
 * with the picture: when they are moved against one another by every phase, each pixel's map is the mean over all phases, in which
 * a pattern whose period divides `shifts` has no part. This is no blur: what moves with the picture stays as sharp. But the
 * encoder of a stride is not invariant to translation (Zhang 2019), so maps differ by more than the pattern, and the average is
 * the map of the average score over translations, not of the score.
 *
 * Costs shifts² times the inner method. Linear in the concept where the inner method is. Baselines that are arrays stay where they
 * are and meet a moved picture: prefer a number, `blurredBaseline` or `counterfactualBaseline`. How much of the pattern goes is
 * measured by `checkerboard` of `@csm/evaluate`; figures in the guide _Choosing a method_.
 *
 * Source: checkerboards of strided convolutions and their gradients, Odena, Dumoulin & Olah 2016 (doi 10.23915/distill.00003); averages
 * over shifts, "cycle spinning", Coifman & Donoho 1995 (doi 10.1007/978-1-4612-2544-7_9); Zhang 2019 (arXiv 1904.11486).
 *
 * @throws if shifts is not a whole number of at least 1; before the work, if the inputs are not pictures, or no larger than
 *   the largest offset.
 */
export function shiftAverage(inner: Explainer, options: ShiftAverageOptions = {}): Explainer {
  checkExplainer('shiftAverage', inner);
  checkOptions<ShiftAverageOptions>('shiftAverage', options, { shifts: true });
  const { shifts = 2 } = options;
  checkCount('shiftAverage', 'shifts', shifts);
  return {
    name: `shift average of ${inner.name}`,
    linear: inner.linear === true,
    ...memoryOf(inner),
    check(target, onWarning) {
      checkPictures(target, shifts);
      inner.check?.(target, onWarning);
    },
    async attribute(target, inputs, { onProgress, ...run }) {
      checkPictures(target, shifts);
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      let latent: Tensor2D | undefined;
      try {
        for (let k = 0; k < shifts ** 2; k++) {
          const by = [Math.floor(k / shifts), k % shifts] as const;
          await checkpoint(run);
          const moved = tidy(() => movedBy(inputs, by));
          const key = { seed: 0, draw: k, run };
          const found = await attributed(inner, target, moved, innerRun(key));
          if (k === 0 && found.latent) latent = clone(found.latent);
          sums = replaced(sums, (sum, i) => add(sum, movedBack(found.maps[i]!, by)));
          disposeAttribution(found);
          onProgress?.((k + 1) / shifts ** 2);
        }
        const maps = tidy(() => {
          const counts = offsetsWithin(inputs.shape, shifts);
          return sums.map((sum) => div(sum, counts));
        });
        return { maps, ...(latent && { latent }) };
      } catch (error) {
        latent?.dispose();
        throw error;
      } finally {
        dispose(sums);
      }
    },
  };
}

/** Down and right by so many pixels; the upper and left edge mirrored. */
function movedBy(inputs: Tensor, [down, right]: readonly [number, number]): Tensor {
  if (down === 0 && right === 0) return clone(inputs);
  const padded = mirrorPad(
    inputs,
    [
      [0, 0],
      [down, 0],
      [right, 0],
      [0, 0],
    ],
    'symmetric',
  );
  return slice(padded, [0, 0, 0, 0], inputs.shape);
}

/** Up and left; zeros come in. */
function movedBack(map: Tensor, [up, left]: readonly [number, number]): Tensor {
  const kept = slice(map, [0, up, left, 0], [-1, -1, -1, -1]);
  return pad(kept, [
    [0, 0],
    [0, up],
    [0, left],
    [0, 0],
  ]);
}

/** How many of the offsets keep each pixel in the picture, `[1, height, width, 1]`. */
function offsetsWithin([, height = 0, width = 0]: readonly number[], shifts: number): Tensor {
  const counts = Float32Array.from({ length: height * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return Math.min(shifts, height - row) * Math.min(shifts, width - column);
  });
  return tensor(counts, [1, height, width, 1]);
}

function checkPictures({ encoder: { inputShape } }: Target, shifts: number): void {
  const [height = 0, width = 0] = inputShape;
  if (inputShape.length === 3 && shifts <= Math.min(height, width)) return;
  throw new Error(
    `shiftAverage: the inputs must be pictures [height, width, channels] of at least ${shifts} × ${shifts} pixels; they have shape ` +
      `[${inputShape}].`,
  );
}
