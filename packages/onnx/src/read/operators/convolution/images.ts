import type { Operation } from '@csm/core/extend';
import { channelsLast, reshaped } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** A batch of images or volumes, or of signals as images of height 1. */
export interface Images {
  /** Its node's tensor is `[samples, …, (depth,) height, width, channels]`. */
  readonly image: Value;
  /** Lengths of ONNX's axes after the channels: 1, 2 or 3. */
  readonly places: readonly number[];
  readonly channels: number;
  /** The axes of the node's tensor before the places, without the samples. */
  readonly leading: readonly number[];
}

/** A value as images. @throws for more than three axes of places. */
export function imagesOf(at: Reading, given: Value): Images {
  const [first = 1, channels = 1, ...places] = given.shape;
  if (given.shape.length < 3 || places.length > 3) {
    throw at.refuse(
      `expected signals [n, channels, length], images [n, channels, height, width] or volumes; got [${given.shape}].`,
    );
  }
  const [length = 1] = places;
  const image = channelsLast(
    at,
    places.length === 1 ? reshaped(at, given, [first, channels, 1, length]) : given,
  );
  const shape = at.outputShape(image);
  const leading = shape.slice(0, shape.length - Math.max(2, places.length) - 1);
  return { image, places, channels, leading };
}

/** Adds an operation on images, with an output of other places and channels. */
export function addOnImages(
  at: Reading,
  { image, leading }: Images,
  operation: Operation,
  places: readonly number[],
  channels: number,
): Value {
  const [first = 1] = image.shape;
  const full = places.length === 1 ? [1, ...places] : places;
  const result = at.add(operation, [image], {
    shape: [first, channels, ...full],
    axes: image.axes,
    outputShape: [...leading, ...full, channels],
  });
  return places.length === 1 ? reshaped(at, result, [first, channels, ...places]) : result;
}

/** The numbers of both axes of an image: those of a signal are those of its width. */
export function ofImage<T>(list: readonly T[], ofHeight: T): [T, T] {
  const [first = ofHeight, second] = list;
  return second === undefined ? [ofHeight, first] : [first, second];
}

/** The numbers of the three axes of a volume. */
export function ofVolume<T>([depth, height, width]: readonly T[]): [T, T, T] {
  return [depth as T, height as T, width as T];
}

/** Numbers per axis of a kernel, with height 1 for a signal. */
export function ofKernel(size: readonly number[]): readonly number[] {
  return size.length === 1 ? [1, ...size] : size;
}
