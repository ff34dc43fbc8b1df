import type { Operation } from '@csm/core/extend';
import { channelsLast } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** A batch of images, or of signals as images of height 1. */
export interface Images {
  /** Its node's tensor is `[samples, …, height, width, channels]`. */
  readonly image: Value;
  /** Channels last, without the height of a signal. */
  readonly value: Value;
  /** Lengths of ONNX's axes after the channels: 1 or 2. */
  readonly places: readonly number[];
  readonly channels: number;
  /** The axes of the node's tensor before the places, without the samples. */
  readonly leading: readonly number[];
}

/** Input 0 as images. @throws for volumes, which are not supported. */
export function imagesOf(at: Reading): Images {
  const given = at.value(0);
  const [, channels = 1, ...places] = given.shape;
  if (places.length < 1 || places.length > 2) {
    throw at.refuse(
      `expected signals [n, channels, length] or images [n, channels, height, width]; got [${given.shape}].`,
    );
  }
  const value = channelsLast(at, given);
  const shape = at.outputShape(value);
  const leading = shape.slice(0, shape.length - places.length - 1);
  const outputShape = [...leading, 1, ...places, channels];
  const image =
    places.length === 2
      ? value
      : at.add({ kind: 'reshape', shape: outputShape }, [value], { ...value, outputShape }, 'as image');
  return { image, value, places, channels, leading };
}

/** Adds an operation on images, with an output of other places and channels. */
export function addOnImages(
  at: Reading,
  { image, value, leading }: Images,
  operation: Operation,
  places: readonly number[],
  channels: number,
): Value {
  const [first = 1] = value.shape;
  const shape = [first, channels, ...places];
  const outputShape = [...leading, ...places, channels];
  if (places.length === 2) return at.add(operation, [image], { shape, axes: value.axes, outputShape });
  const [length = 1] = places;
  const result = at.add(operation, [image], {
    shape,
    axes: value.axes,
    outputShape: [...leading, 1, length, channels],
  });
  return at.add(
    { kind: 'reshape', shape: outputShape },
    [result],
    { shape, axes: value.axes, outputShape },
    'as signal',
  );
}

/** The numbers of both axes of an image: those of a signal are those of its width. */
export function ofImage<T>(list: readonly T[], ofHeight: T): [T, T] {
  const [first = ofHeight, second] = list;
  return second === undefined ? [ofHeight, first] : [first, second];
}
