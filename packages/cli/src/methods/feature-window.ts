import { pictureLayout } from '@csm/base';
import type { Encoder } from '@csm/core';
import { type Features, gridFeatures } from '@csm/explainers';
import { usageError } from '../terminal/usage-error.js';

type Place = Pick<Encoder, 'inputShape' | 'layout'>;

/** Windows along the height and the width of a picture, as in the default of `replacement`. */
const WINDOWS = 8;

/** Windows along the height and the width for methods that evaluate every set of features: 2⁹ sets. */
const FEW_WINDOWS = 3;

/** Windows along a signal. */
const SIGNAL_WINDOWS = 16;

/**
 * The window of occlusion in the order of the input's axes: that of `--window`, or an eighth of a picture's height and width, a
 * sixteenth of a signal, or one number of a vector. Windows cover all channels.
 * @throws if `--window` does not fit the inputs.
 */
export function windowOf(place: Place, window?: readonly number[]): readonly number[] {
  const axes = axesOf(place);
  const lengths = lengthsOf(place, axes, window);
  return place.inputShape.map((length, axis) => lengths[axes.indexOf(axis)] ?? length);
}

/**
 * The features that are replaced as a whole: the windows of {@link windowOf}; undefined if each number is a feature.
 * @throws if `--window` does not fit the inputs.
 */
export function featuresOf(place: Place, window?: readonly number[]): Features | undefined {
  const lengths = lengthsOf(place, axesOf(place), window);
  if (place.inputShape.length === 1 && lengths.every((length) => length === 1)) return undefined;
  const { layout } = place;
  return gridFeatures(place.inputShape, { size: lengths, ...(layout && { layout }) });
}

/**
 * As {@link featuresOf}, for methods that evaluate every set of features: 3 × 3 patches of a picture unless `--window` is given.
 * @throws if `--window` does not fit the inputs.
 */
export function fewFeaturesOf(place: Place, window?: readonly number[]): Features | undefined {
  if (window || place.inputShape.length !== 3) return featuresOf(place, window);
  const [rows, columns] = axesOf(place).map((axis) => Math.min(FEW_WINDOWS, place.inputShape[axis] ?? 1));
  const { layout } = place;
  return gridFeatures(place.inputShape, { rows, columns, ...(layout && { layout }) });
}

/** The axes along which a window moves: all but the channels. */
function axesOf({ inputShape, layout }: Place): readonly number[] {
  if (inputShape.length === 1) return [0];
  if (inputShape.length !== 3) return inputShape.slice(0, -1).map((_, axis) => axis);
  return pictureLayout('csm', 'the inputs', inputShape, layout) === 'channelsFirst' ? [1, 2] : [0, 1];
}

function lengthsOf(
  { inputShape }: Place,
  axes: readonly number[],
  window: readonly number[] | undefined,
): readonly number[] {
  if (window && window.length !== 1 && window.length !== axes.length) {
    const lengths = axes.length === 1 ? 'one length' : `one or ${axes.length} lengths`;
    throw usageError(
      `--window must have ${lengths} for inputs of shape [${inputShape.join(', ')}]; got ${window.length}.`,
    );
  }
  const parts = inputShape.length === 3 ? WINDOWS : SIGNAL_WINDOWS;
  return axes.map((axis, i) => {
    const length = inputShape[axis] ?? 1;
    if (window) return Math.min(window[i] ?? window[0] ?? 1, length);
    return inputShape.length === 1 ? 1 : Math.ceil(length / parts);
  });
}
