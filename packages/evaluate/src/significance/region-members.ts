import { checkNdarray, invalidArgument, pictureLayout, rowMajor, size } from '@csm/base';
import type { Encoder } from '@csm/core';
import { type Features, gridFeatures } from '@csm/explainers';

/** Number of patches along the height and the width of a picture, if no features are given. */
const PATCHES = 8;

/** The regions of an input. */
export interface RegionMembers {
  /** The label of each region, in the order of their first occurrence. */
  readonly labels: readonly number[];
  /** The number of members of each region. */
  readonly sizes: readonly number[];
  /** The region of each number of an input, row-major. */
  readonly regionOf: Int32Array;
}

/**
 * Numbers the regions of an input from 0.
 * @throws unless the features are labels for all inputs alike.
 */
export function regionMembers(
  caller: string,
  encoder: Pick<Encoder, 'inputShape' | 'layout'>,
  features: Features | undefined,
): RegionMembers {
  const labels = labelOfMembers(caller, encoder, features);
  const indices = new Map<number, number>();
  const sizes: number[] = [];
  const regionOf = Int32Array.from(labels, (label) => {
    const region = indices.get(label) ?? indices.size;
    indices.set(label, region);
    sizes[region] = (sizes[region] ?? 0) + 1;
    return region;
  });
  return { labels: [...indices.keys()], sizes, regionOf };
}

function labelOfMembers(
  caller: string,
  { inputShape, layout: given }: Pick<Encoder, 'inputShape' | 'layout'>,
  features: Features | undefined,
): Float64Array {
  const isPicture = inputShape.length === 3;
  if (features === undefined && !isPicture) return Float64Array.from(Array(size(inputShape)).keys());
  const layout = isPicture ? pictureLayout(caller, 'the inputs', inputShape, given) : undefined;
  if (features === undefined) {
    const [height = 1, width = 1] = layout === 'channelsFirst' ? inputShape.slice(1) : inputShape;
    const grid = { rows: Math.min(PATCHES, height), columns: Math.min(PATCHES, width), layout };
    return labelOfMembers(caller, { inputShape, ...(layout && { layout }) }, gridFeatures(inputShape, grid));
  }
  checkNdarray(`${caller}, features`, features);
  const values = rowMajor(features, Float64Array);
  const isWithoutChannels = isPicture && features.shape.length === 2;
  const withChannels = layout === 'channelsFirst' ? [1, ...features.shape] : [...features.shape, 1];
  const shape = isWithoutChannels ? withChannels : features.shape;
  const fits =
    shape.length === inputShape.length && shape.every((n, axis) => n === 1 || n === inputShape[axis]);
  if (!fits) {
    throw invalidArgument(
      `${caller}: features must be labels of shape [${inputShape.join(', ')}], the same for all inputs; got ` +
        `[${features.shape.join(', ')}].`,
    );
  }
  return Float64Array.from(
    { length: size(inputShape) },
    (_, at) => values[placeIn(at, shape, inputShape)] ?? 0,
  );
}

/** The index of a member in labels whose axes of length 1 are repeated. */
function placeIn(at: number, shape: readonly number[], inputShape: readonly number[]): number {
  let [left, stride, place] = [at, 1, 0];
  for (let axis = inputShape.length - 1; axis >= 0; axis--) {
    const [length = 1, own = 1] = [inputShape[axis], shape[axis]];
    if (own > 1) place += (left % length) * stride;
    left = Math.floor(left / length);
    stride *= own;
  }
  return place;
}
