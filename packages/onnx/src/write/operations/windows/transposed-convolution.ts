import type { TransposedConvolution } from '@csm/core/extend';
import { padsOf, reachesOf } from '../../kernels/windows.js';
import { ofOneInput } from '../of-one-input.js';
import {
  channelBias,
  channelsFirst,
  kernelOrder,
  samplesJoined,
  samplesSplit,
  sidesOf,
} from './channels-first.js';

/** Written as ConvTranspose; volumes are recorded, because ONNX Runtime's WebGPU provider (1.30) supports it only for images. */
export const transposedConvolution = ofOneInput<TransposedConvolution>(
  (emitter, operation, x, { valueFor }) => {
    const { strides, groups = 1, bias } = operation;
    const kernel = valueFor(operation.kernel);
    const sizes = kernel.shape.slice(0, -2);
    const places = sizes.length;
    const dilations = operation.dilations ?? sizes.map(() => 1);
    const images = samplesJoined(emitter, x, places);
    const lengths = images.shape.slice(1, -1);
    const reaches = reachesOf(sizes, dilations);
    const full = lengths.map((length, axis) => (length - 1) * (strides[axis] ?? 1) + (reaches[axis] ?? 1));
    const sides = cropsOf(operation, lengths, full, reaches);
    // ONNX adds zeros only at the end, and fewer than a stride.
    const isPossible = sides.every(
      ([before, after], axis) => before >= 0 && after > -Math.max(strides[axis] ?? 1, dilations[axis] ?? 1),
    );
    const [own = 1, inputs = 1] = kernel.shape.slice(-2);
    if (!isPossible || !isRightOnWebGpu(groups, inputs / groups, own)) return undefined;
    const shape = [
      images.shape[0] ?? 1,
      ...full.map((length, axis) => length - (sides[axis]?.[0] ?? 0) - (sides[axis]?.[1] ?? 0)),
      own * groups,
    ];
    const order = channelsFirst(places + 2);
    const operands = [emitter.ordered(images, order), emitter.ordered(kernel, kernelOrder(places + 2))];
    const result = emitter.add(
      'ConvTranspose',
      bias ? [...operands, channelBias(emitter, valueFor(bias))] : operands,
      { type: 'float32', shape, order },
      {
        kernel_shape: sizes,
        strides,
        dilations,
        pads: padsOf(sides.map(([before, after]) => [before, Math.max(0, after)])),
        output_padding: sides.map(([, after]) => Math.max(0, -after)),
        group: groups,
      },
    );
    return samplesSplit(emitter, result, x, places);
  },
);

/** ONNX Runtime's WebGPU provider (1.30) returns wrong values for groups with several input channels and one output channel. */
export function isRightOnWebGpu(groups: number, inputs: number, outputs: number): boolean {
  return groups === 1 || inputs === 1 || outputs > 1;
}

/** How many cells are cropped before and after each axis; negative: zeros that are added. */
function cropsOf(
  { padding, strides }: TransposedConvolution,
  lengths: readonly number[],
  full: readonly number[],
  reaches: readonly number[],
): (readonly [number, number])[] {
  if (typeof padding !== 'string') return [...padding];
  const results = lengths.map((length, axis) => {
    const stride = strides[axis] ?? 1;
    return length * stride + (padding === 'same' ? 0 : Math.max((reaches[axis] ?? 1) - stride, 0));
  });
  return sidesOf(padding, results, reaches, strides).map(([before], axis) => [
    before,
    (full[axis] ?? 0) - (results[axis] ?? 0) - before,
  ]);
}
