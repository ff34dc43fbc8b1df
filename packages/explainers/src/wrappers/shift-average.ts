import { checkCount, checkOptions, type ImageLayout } from '@csm/base';
import { checkExplainer, checkpoint, disposeAttribution, type Explainer, runOfDraw } from '@csm/core/extend';
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
import { accumulate } from '../attribution/accumulate.js';
import { attributeAndDispose } from '../attribution/attribute-and-dispose.js';
import { descriptionOf } from '../attribution/description.js';
import { memoryFootprint } from '../attribution/memory-footprint.js';
import { checkPictures } from '../checks/check-pictures.js';
import type { ShiftAverageOptions } from './shift-average-options.js';

/**
 * Averages any explainer's maps over small translations of a picture, channels last or first as the encoder's `layout` says: for
 * each (a, b) from (0, 0) to (shifts − 1, shifts − 1), the picture is moved down by a and right by b, explained, and its map moved back. The
 * result is the mean of these maps; for each pixel, only the offsets that keep it in the picture are averaged (fewer
 * at the lower and right edge). The upper and left edge are filled with the mirrored picture (… 1 0 | 0 1 …), and the
 * part of the maps on these edges is dropped.
 *
 * Why: a convolution of stride s sees pixels of different phase (position modulo s) through different numbers of its weights,
 * so its gradient has a pattern of period s, and a stack of convolutions has patterns of periods s, s², …. The
 * pattern stays with the grid, whereas the rest of the map moves with the picture, so a pattern whose period divides
 * `shifts` cancels in the average over all phases. This is not a blur: structures that move with the picture remain
 * sharp. But an encoder with strides is not invariant to translation (Zhang 2019), so maps differ by more than the
 * pattern, and the average is the map of the average score over translations, not of the score.
 *
 * Costs shifts² times the inner method. Linear in the concept if the inner method is. Baselines that are arrays do not move
 * with the picture: prefer a number, `blurredBaseline` or `counterfactualBaseline`. `checkerboard` of `@csm/evaluate` measures
 * how much of the pattern is removed; figures are in the guide _Choosing a method_.
 *
 * Source: checkerboards of strided convolutions and their gradients, Odena, Dumoulin & Olah 2016 (doi 10.23915/distill.00003);
 * averages over shifts, "cycle spinning", Coifman & Donoho 1995 (doi 10.1007/978-1-4612-2544-7_9); Zhang 2019 (arXiv 1904.11486).
 *
 * @throws if shifts is not a whole number of at least 1; before the run, if the inputs are not pictures, not larger than the
 *   largest offset, or look like channels first and the encoder's `layout` is unknown.
 * @category Wrappers
 */
export function shiftAverage(inner: Explainer, options: ShiftAverageOptions = {}): Explainer {
  checkExplainer('shiftAverage', inner);
  checkOptions<ShiftAverageOptions>('shiftAverage', options, { shifts: true });
  const { shifts = 2 } = options;
  checkCount('shiftAverage', 'shifts', shifts);
  return {
    name: `shift average of ${inner.name}`,
    description: `shift average (${shifts} × ${shifts} shifts) of ${descriptionOf(inner)}`,
    linear: inner.linear === true,
    ...memoryFootprint(inner),
    check(target, onWarning) {
      checkPictures('shiftAverage', target.encoder, shifts);
      inner.check?.(target, onWarning);
    },
    async attribute(target, inputs, { onProgress, ...run }) {
      const layout = checkPictures('shiftAverage', target.encoder, shifts);
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      let latent: Tensor2D | undefined;
      try {
        for (let k = 0; k < shifts ** 2; k++) {
          const offset = [Math.floor(k / shifts), k % shifts] as const;
          await checkpoint(run);
          const moved = tidy(() => move(inputs, offset, layout));
          const key = { seed: 0, draw: k, run };
          const found = await attributeAndDispose(inner, target, moved, runOfDraw(key));
          if (k === 0 && found.latent) latent = clone(found.latent);
          sums = accumulate(sums, found.maps, (sum, map) => add(sum, moveBack(map, offset, layout)));
          disposeAttribution(found);
          onProgress?.({ done: k + 1, total: shifts ** 2 });
        }
        const maps = tidy(() => {
          const counts = offsetCounts(inputs.shape, shifts, layout);
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

type Pair = readonly [number, number];

/** The values for the axes of a batch of pictures: those of the height and the width, and another for the other axes. */
function perAxis<T>(layout: ImageLayout, height: T, width: T, other: T): T[] {
  return layout === 'channelsFirst' ? [other, other, height, width] : [other, height, width, other];
}

/** Moves pictures down and right; the upper and left edge are filled with the mirrored picture. */
function move(inputs: Tensor, [down, right]: Pair, layout: ImageLayout): Tensor {
  if (down === 0 && right === 0) return clone(inputs);
  const padded = mirrorPad(
    inputs,
    perAxis<[number, number]>(layout, [down, 0], [right, 0], [0, 0]),
    'symmetric',
  );
  return slice(padded, [0, 0, 0, 0], inputs.shape);
}

/** Moves maps up and left; the lower and right edge are filled with zeros. */
function moveBack(map: Tensor, [up, left]: Pair, layout: ImageLayout): Tensor {
  const kept = slice(map, perAxis(layout, up, left, 0), [-1, -1, -1, -1]);
  return pad(kept, perAxis<[number, number]>(layout, [0, up], [0, left], [0, 0]));
}

/** The number of offsets that keep each pixel in the picture, in the layout of a batch of one picture of one channel. */
function offsetCounts([, ...shape]: readonly number[], shifts: number, layout: ImageLayout): Tensor {
  const [height = 0, width = 0] = layout === 'channelsFirst' ? shape.slice(1) : shape;
  const counts = Float32Array.from({ length: height * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return Math.min(shifts, height - row) * Math.min(shifts, width - column);
  });
  return tensor(counts, perAxis(layout, height, width, 1));
}
