import { invalidArgument, size } from '@csm/base';
import type { Encoder } from '@csm/core';
import { checkPictures } from '../checks/check-pictures.js';
import { zip } from '../checks/zip.js';
import type { SampleFeatures } from '../features/sample-features.js';

/** Random masks of one sample. */
export interface Masks {
  /** Number of places, each of which has one number in a mask. */
  readonly places: number;
  /** For each number of the input, row-major, its place. */
  readonly placeOf: Int32Array;
  /** A mask: for each place, the part of the input that is kept there, from 0 to 1. */
  draw(random: () => number): Float32Array;
}

/** Masks that keep each feature with a probability, and replace it otherwise. */
export function featureMasks({ count, featureOf }: SampleFeatures, keepProbability: number): Masks {
  return {
    places: count,
    placeOf: featureOf,
    draw: (random) => Float32Array.from({ length: count }, () => (random() < keepProbability ? 1 : 0)),
  };
}

/** The axes along which masks vary, all but that of the channels, and the number of cells along each of them. */
interface MaskAxes {
  readonly lengths: readonly number[];
  readonly cells: readonly number[];
  readonly channelsFirst: boolean;
}

/**
 * The masks of RISE: a grid of random zeros and ones, interpolated linearly between its points and shifted at random by less than
 * a cell. All channels of a place share the mask, and each place is kept with the given probability in the mean.
 */
export function gridMasks(
  { inputShape }: Pick<Encoder, 'inputShape'>,
  { lengths, cells, channelsFirst }: MaskAxes,
  keepProbability: number,
): Masks {
  const places = size(lengths);
  const channels = size(inputShape) / places;
  const sides = zip([...lengths], [...cells]).map(([length, count]) => Math.ceil(length / count));
  // A shifted axis touches one cell more, and a cell needs the points at both of its ends.
  const points = cells.map((count) => count + 2);
  return {
    places,
    placeOf: Int32Array.from({ length: size(inputShape) }, (_, at) =>
      channelsFirst ? at % places : Math.floor(at / channels),
    ),
    draw(random) {
      let mask = Float32Array.from({ length: size(points) }, () => (random() < keepProbability ? 1 : 0));
      for (const [axis, [length, side]] of zip([...lengths], sides).entries()) {
        const outer = size(lengths.slice(0, axis));
        const shift = Math.floor(random() * side);
        mask = stretched(mask, { outer, points: points[axis] ?? 1, length, side, shift });
      }
      return mask;
    },
  };
}

/** @throws if the number of cells is not one, or one per axis; or if pictures have an unknown layout. */
export function maskAxes(
  caller: string,
  encoder: Pick<Encoder, 'inputShape' | 'layout'>,
  cells: number | readonly number[],
): MaskAxes {
  const { inputShape } = encoder;
  const channelsFirst = inputShape.length === 3 && checkPictures(caller, encoder) === 'channelsFirst';
  const lengths = channelsFirst ? inputShape.slice(1) : inputShape.slice(0, -1);
  const perAxis = typeof cells === 'number' ? lengths.map(() => cells) : cells;
  if (perAxis.length === lengths.length) return { lengths, cells: perAxis, channelsFirst };
  throw invalidArgument(
    `${caller}: cells must be one number, or one per axis without the channels, ${lengths.length} for inputs ` +
      `[${inputShape.join(', ')}]; got ${perAxis.length}.`,
  );
}

/** An axis of a mask and how its points become places. */
interface Stretch {
  /** Size of the axes before it. */
  readonly outer: number;
  readonly points: number;
  readonly length: number;
  readonly side: number;
  readonly shift: number;
}

/** Interpolates linearly along one axis. */
function stretched(
  mask: Float32Array,
  { outer, points, length, side, shift }: Stretch,
): Float32Array<ArrayBuffer> {
  const inner = mask.length / (outer * points);
  const result = new Float32Array(outer * length * inner);
  for (let place = 0; place < length; place++) {
    const at = (place + shift) / side;
    const point = Math.floor(at);
    const after = at - point;
    for (let o = 0; o < outer; o++) {
      const from = (o * points + point) * inner;
      const to = (o * length + place) * inner;
      for (let i = 0; i < inner; i++) {
        const [start, end] = [mask[from + i] ?? 0, mask[from + inner + i] ?? 0];
        result[to + i] = start + after * (end - start);
      }
    }
  }
  return result;
}
