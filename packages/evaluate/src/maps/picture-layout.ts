import { channelsLast, contiguous, type ImageLayout, pictureLayout } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { ScoreFunction } from '../faithfulness/score-function.js';

/**
 * Pictures with the channels last, and everything else as it is.
 * @param array `[n, ...]`; pictures have four axes.
 * @throws if no layout is given and the pictures look like channels first.
 */
export function withChannelsLast(
  caller: string,
  what: string,
  array: NdArray,
  given: ImageLayout | undefined,
): NdArray {
  const [, ...shape] = array.shape;
  const layout = pictureLayout(caller, what, shape, given);
  return shape.length === 3 ? channelsLast(array, layout) : array;
}

/** The score of inputs with the channels last, from that of inputs in the given layout. */
export function scoreOfChannelsLast(score: ScoreFunction, layout: ImageLayout | undefined): ScoreFunction {
  if (layout !== 'channelsFirst') return score;
  return (inputs) => score(inputs.shape.length === 4 ? compact(inputs.transpose(0, 3, 1, 2)) : inputs);
}

/** The numbers of a view in row-major order. */
export function compact(view: NdArray): NdArray<Float32Array> {
  return ndarray(contiguous(view), view.shape);
}
