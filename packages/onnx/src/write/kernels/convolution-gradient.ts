import type { Emitter } from '../emitter.js';
import { reinterpreted } from '../reinterpreted.js';
import type { Value } from '../value.js';
import { IMAGE_ORDER, KERNEL_ORDER } from './image-orders.js';
import { joined, sliced } from './movement.js';
import { relabelled } from './products.js';
import { padsOf, reachesOf, type Sides } from './windows.js';

/** The attributes of a convolution of images; the pads are top, left, bottom, right. */
export interface ConvolutionWindows {
  readonly kernel_shape: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

/**
 * The cotangent of a convolution's input from that of its output: a transposed convolution, or one or four ordinary convolutions where these
 * were measured to be faster in ONNX Runtime.
 * @param weights `[height, width, in / groups, out]`.
 */
export function inputGradient(
  emitter: Emitter,
  cotangent: Value,
  weights: Value,
  inputShape: readonly number[],
  windows: ConvolutionWindows,
  groups = 1,
): Value {
  const { kernel_shape, strides, dilations, pads } = windows;
  const image = emitter.ordered(cotangent, IMAGE_ORDER);
  return (
    reversedConvolution(emitter, image, weights, inputShape, windows, groups) ??
    (groups === 1 ? interleavedConvolutions(emitter, image, weights, inputShape, windows) : undefined) ??
    emitter.add(
      'ConvTranspose',
      [image, emitter.ordered(weights, KERNEL_ORDER)],
      { type: 'float32', shape: inputShape, order: IMAGE_ORDER },
      {
        ...windows,
        ...(groups > 1 && { group: groups }),
        output_padding: reachesOf(kernel_shape, dilations).map((reach, axis) => {
          const padded = (inputShape[axis + 1] ?? 0) + (pads[axis] ?? 0) + (pads[axis + 2] ?? 0);
          return padded - ((strides[axis] ?? 1) * ((cotangent.shape[axis + 1] ?? 1) - 1) + reach);
        }),
      },
    )
  );
}

/** For strides of 1: a convolution with the reversed kernel; undefined if it would have to crop. */
function reversedConvolution(
  emitter: Emitter,
  image: Value,
  weights: Value,
  inputShape: readonly number[],
  { kernel_shape, strides, dilations, pads }: ConvolutionWindows,
  groups: number,
): Value | undefined {
  if (strides.some((step) => step !== 1)) return undefined;
  const sides = reachesOf(kernel_shape, dilations).map((reach, axis): Sides => {
    const before = pads[axis] ?? 0;
    const added = (inputShape[axis + 1] ?? 0) - (image.shape[axis + 1] ?? 0);
    return [reach - 1 - before, added + before];
  });
  const taps = kernel_shape.map((count) => ({ first: count - 1, count }));
  const kernel = reversed(emitter, swapped(emitter, weights, groups), taps, 1);
  return convolved(emitter, image, kernel, sides, inputShape, dilations, groups);
}

/** For strides of 2: one convolution for the rows and columns of each parity. For few cells or channels, interleaving them costs more than it saves. */
function interleavedConvolutions(
  emitter: Emitter,
  image: Value,
  weights: Value,
  inputShape: readonly number[],
  { kernel_shape, strides, dilations, pads }: ConvolutionWindows,
): Value | undefined {
  const [samples = 1, height = 1, width = 1, channels = 1] = inputShape;
  const isWorth = kernel_shape.every((length) => length >= 4) && channels >= 32;
  const isPossible =
    strides.every((step) => step === 2) &&
    dilations.every((distance) => distance === 1) &&
    height % 2 === 0 &&
    width % 2 === 0;
  if (!isWorth || !isPossible) return undefined;
  const half = [samples, height / 2, width / 2, channels];
  /** Position 2 i + r of the input is the sum over taps t, of the parity of r + pad, of kernel[t] · cotangent[i + (r + pad − t) / 2]. */
  const along = (axis: 0 | 1, parity: number) => {
    const [length = 1, pad = 0] = [kernel_shape[axis], pads[axis]];
    const first = length - 1 - ((length - 1 + parity + pad) % 2);
    const offset = (parity + pad - first) / 2;
    const count = Math.floor(first / 2) + 1;
    const after = offset + count - 1 + (half[axis + 1] ?? 0) - (image.shape[axis + 1] ?? 0);
    return { first, count, sides: [-offset, after] as const };
  };
  const whole = swapped(emitter, weights, 1);
  const parts = [0, 1].flatMap((down) =>
    [0, 1].map((across) => {
      const taps = [along(0, down), along(1, across)];
      const sides = taps.map((each) => each.sides);
      return convolved(emitter, image, reversed(emitter, whole, taps, 2), sides, half, dilations);
    }),
  );
  if (parts.some((part) => part === undefined)) return undefined;
  /** Interleaves values of equal shape along an axis of the written tensor. */
  const inTurn = (values: readonly Value[], shape: readonly number[], axis: number): Value => {
    const own = [...shape.slice(0, axis), 1, ...shape.slice(axis)];
    const wide = values.map((value) => reinterpreted(emitter, value, { shape: own }));
    return joined(emitter, wide, axis);
  };
  const cells = [samples, channels, height / 2, width / 2];
  const lines = [0, 2].map((first) => inTurn(parts.slice(first, first + 2) as Value[], cells, 4));
  const joinedLines = inTurn(lines, [samples, channels, height / 2, width], 3);
  return reinterpreted(emitter, joinedLines, { shape: inputShape, order: IMAGE_ORDER });
}

/** A kernel `[height, width, out / groups, in]` from one `[height, width, in / groups, out]`. */
function swapped(emitter: Emitter, weights: Value, groups: number): Value {
  if (groups === 1) return relabelled(weights, [0, 1, 3, 2]);
  const [height = 1, width = 1, own = 1, filters = 1] = weights.shape;
  const parts = emitter.reshaped(weights, [height, width, own, groups, filters / groups]);
  return emitter.reshaped(relabelled(parts, [0, 1, 4, 3, 2]), [
    height,
    width,
    filters / groups,
    own * groups,
  ]);
}

/** Some cells of a kernel, reversed along both axes. */
function reversed(
  emitter: Emitter,
  weights: Value,
  taps: readonly { readonly first: number; readonly count: number }[],
  step: number,
): Value {
  const [, , ...channels] = weights.shape;
  const steps = [...taps.map(({ count }) => (count > 1 ? -step : 1)), 1, 1];
  const begin = [...taps.map(({ first }) => first), 0, 0];
  return sliced(emitter, weights, begin, [...taps.map(({ count }) => count), ...channels], steps);
}

/** A convolution with strides of 1; undefined if it would have to crop. */
function convolved(
  emitter: Emitter,
  image: Value,
  weights: Value,
  sides: readonly Sides[],
  shape: readonly number[],
  dilations: readonly number[],
  groups = 1,
): Value | undefined {
  if (sides.flat().some((cells) => cells < 0)) return undefined;
  return emitter.add(
    'Conv',
    [image, emitter.ordered(weights, KERNEL_ORDER)],
    { type: 'float32', shape, order: IMAGE_ORDER },
    {
      kernel_shape: weights.shape.slice(0, 2),
      strides: [1, 1],
      dilations,
      pads: padsOf(sides),
      ...(groups > 1 && { group: groups }),
    },
  );
}
