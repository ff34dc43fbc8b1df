import { checkCount, checkRequiredOptions, invalidArgument, pictureLayout, size as sizeOf } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { zip } from '../checks/zip.js';
import type { GridFeaturesOptions } from './grid-features-options.js';

/**
 * Patches as features: rectangles of pictures with all their channels, stretches of sequences `[time, channels]` or of vectors.
 *
 * @param inputShape shape of one input: `encoder.inputShape`.
 * @returns labels from 0, row by row, of the inputs' shape with 1 instead of the channels: `[height, width, 1]`, `[1, height,
 * width]`, `[time, 1]` or `[size]`.
 * @throws unless either a size or rows and columns are given, and they are whole numbers of at least 1 that fit the inputs.
 * @category Features
 */
export function gridFeatures(
  inputShape: readonly number[],
  options: GridFeaturesOptions,
): NdArray<Int32Array> {
  checkRequiredOptions<GridFeaturesOptions>('gridFeatures', options, {
    size: true,
    rows: true,
    columns: true,
    layout: true,
  });
  checkInputShape(inputShape);
  const { layout } = options;
  const isPicture = inputShape.length === 3;
  const isFirst =
    isPicture && pictureLayout('gridFeatures', 'the inputs', inputShape, layout) === 'channelsFirst';
  const lengths = isFirst
    ? inputShape.slice(1)
    : inputShape.slice(0, inputShape.length === 1 ? 1 : inputShape.length - 1);
  const patchOf = patches(lengths, isPicture, options);
  const places = sizeOf(lengths);
  const labels = new Int32Array(places);
  for (let place = 0; place < places; place++) {
    let [rest, label, count] = [place, 0, 1];
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      const [length, of] = [lengths[axis] ?? 1, patchOf[axis] ?? []];
      label += count * (of[rest % length] ?? 0);
      count *= (of.at(-1) ?? 0) + 1;
      rest = Math.floor(rest / length);
    }
    labels[place] = label;
  }
  if (inputShape.length === 1) return ndarray(labels, [...lengths]);
  return ndarray(labels, isFirst ? [1, ...lengths] : [...lengths, 1]);
}

/** For each axis, the index of the patch of each place. */
function patches(
  lengths: readonly number[],
  isPicture: boolean,
  { size, rows, columns }: GridFeaturesOptions,
): number[][] {
  if ((size === undefined) === (rows === undefined && columns === undefined)) {
    throw invalidArgument(
      `gridFeatures: expected either size, or rows and columns; got ${size === undefined ? 'none of them' : 'both'}.`,
    );
  }
  if (size !== undefined) {
    const sides = typeof size === 'number' ? lengths.map(() => size) : size;
    checkLength(sides, lengths);
    for (const side of sides) checkCount('gridFeatures', 'size', side);
    return zip([...lengths], [...sides]).map(([length, side]) =>
      Array.from({ length }, (_, place) => Math.floor(place / side)),
    );
  }
  if (!isPicture) {
    throw invalidArgument(
      `gridFeatures: rows and columns are for pictures; the inputs have ${lengths.length === 1 ? 'one axis of places' : `${lengths.length} axes of places`}; pass size.`,
    );
  }
  const counts = [rows ?? 0, columns ?? 0];
  return zip([...lengths], zip(['rows', 'columns'], counts)).map(([length, [name, count]]) => {
    checkCount('gridFeatures', name, count, { max: length });
    return Array.from({ length }, (_, place) => Math.floor((place * count) / length));
  });
}

function checkLength(sides: readonly number[], lengths: readonly number[]): void {
  if (Array.isArray(sides) && sides.length === lengths.length) return;
  throw invalidArgument(
    `gridFeatures: size must be one number, or one per axis without the channels, ${lengths.length}; got ${JSON.stringify(sides)}.`,
  );
}

function checkInputShape(inputShape: readonly number[]): void {
  const isShape = Array.isArray(inputShape) && inputShape.length > 0;
  if (isShape && inputShape.every((length) => Number.isInteger(length) && length >= 1)) return;
  throw invalidArgument(
    `gridFeatures: expected the shape of one input, such as encoder.inputShape; got ${JSON.stringify(inputShape)}.`,
  );
}
