import { size } from '@csm/base';
import type { Emitter } from '../../emitter.js';
import type { Sides } from '../../kernels/windows.js';
import type { Value } from '../../value.js';

/** A rule of TensorFlow, or the padding before and after each spatial axis. */
export type PlacesPadding = 'same' | 'valid' | readonly Sides[];

/** The order of `[samples, …places, channels]` with the channels first. */
export const channelsFirst = (rank: number): number[] => [0, rank - 1, ...placesOf(rank)];

/** The order of a kernel `[…size, a, b]` as `[b, a, …size]`. */
export const kernelOrder = (rank: number): number[] => [
  rank - 1,
  rank - 2,
  ...Array.from({ length: rank - 2 }, (_, axis) => axis),
];

/** The spatial axes: those between the first and the last. */
const placesOf = (rank: number): number[] => Array.from({ length: rank - 2 }, (_, i) => i + 1);

/** A value whose axes between the samples and the spatial axes are merged with the samples. */
export function samplesJoined(emitter: Emitter, x: Value, places: number): Value {
  if (x.shape.length === places + 2) return x;
  const own = x.shape.slice(-places - 1);
  return emitter.reshaped(x, [size(x.shape) / size(own), ...own]);
}

/** The inverse of {@link samplesJoined}, for a result with other spatial axes and channels. */
export function samplesSplit(emitter: Emitter, result: Value, x: Value, places: number): Value {
  return emitter.reshaped(result, [...x.shape.slice(0, -places - 1), ...result.shape.slice(1)]);
}

/** The padding before and after each spatial axis; an odd cell comes after. */
export function sidesOf(
  padding: PlacesPadding,
  lengths: readonly number[],
  reaches: readonly number[],
  strides: readonly number[],
): Sides[] {
  if (typeof padding !== 'string') return [...padding];
  return lengths.map((length, axis) => {
    if (padding === 'valid') return [0, 0];
    const stride = strides[axis] ?? 1;
    const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + (reaches[axis] ?? 1) - length);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

/** A bias in the shape of the operators, `[channels]`; the bias of a GraphModel may have the axes of an image, `[1, 1, 1, channels]`. */
export function channelBias(emitter: Emitter, bias: Value): Value {
  return emitter.reshaped(bias, [bias.shape.at(-1) ?? 1]);
}
