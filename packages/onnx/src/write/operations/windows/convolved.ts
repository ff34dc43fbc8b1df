import type { Tensor } from '@tensorflow/tfjs-core';
import type { Emitter } from '../../emitter.js';
import { padded } from '../../kernels/movement.js';
import { padsOf, reachesOf, type Sides } from '../../kernels/windows.js';
import type { Value } from '../../value.js';
import type { OperationContext } from '../write-operation.js';
import {
  channelBias,
  channelsFirst,
  kernelOrder,
  type PlacesPadding,
  samplesJoined,
  samplesSplit,
  sidesOf,
} from './channels-first.js';

/** A convolution over any number of axes, kernel `[…size, in / groups, out]`. */
export interface WrittenConvolution {
  readonly kernel: Value;
  readonly bias?: Tensor | undefined;
  readonly strides: readonly number[];
  readonly dilations?: readonly number[] | undefined;
  readonly padding: PlacesPadding;
  /** The part of the padding that is written as an operation of its own, as in the model. */
  readonly inputZeros?: readonly Sides[] | undefined;
  readonly groups?: number | undefined;
}

/** Writes a convolution as Conv. */
export function convolved(
  emitter: Emitter,
  x: Value,
  { kernel, bias, strides, dilations, padding, inputZeros = [], groups }: WrittenConvolution,
  { valueFor }: OperationContext,
): Value {
  const places = kernel.shape.length - 2;
  const images = samplesJoined(emitter, x, places);
  const lengths = images.shape.slice(1, -1);
  const sizes = kernel.shape.slice(0, -2);
  const own = dilations ?? sizes.map(() => 1);
  const reaches = reachesOf(sizes, own);
  const sides = sidesOf(padding, lengths, reaches, strides);
  const shape = [
    images.shape[0] ?? 1,
    ...lengths.map((length, axis) => {
      const [before, after] = sides[axis] ?? [0, 0];
      return Math.floor((length + before + after - (reaches[axis] ?? 1)) / (strides[axis] ?? 1)) + 1;
    }),
    kernel.shape.at(-1) ?? 1,
  ];
  const order = channelsFirst(places + 2);
  const input = padded(emitter, emitter.ordered(images, order), [[0, 0], ...inputZeros, [0, 0]], 0);
  const pads = sides.map(([before, after], axis): Sides => {
    const [fewer, less] = inputZeros[axis] ?? [0, 0];
    return [before - fewer, after - less];
  });
  const inputs = [input, emitter.ordered(kernel, kernelOrder(places + 2))];
  const result = emitter.add(
    'Conv',
    bias ? [...inputs, channelBias(emitter, valueFor(bias))] : inputs,
    { type: 'float32', shape, order },
    { kernel_shape: sizes, strides, dilations: own, pads: padsOf(pads), group: groups ?? 1 },
  );
  return samplesSplit(emitter, result, x, places);
}
