import { size } from '@csm/base';
import type { Pooling } from '@csm/core/extend';
import type { backend_util } from '@tensorflow/tfjs-core';
import type { Emitter } from '../emitter.js';
import { clipped } from '../kernels/elementwise.js';
import { IMAGE_ORDER } from '../kernels/image-orders.js';
import { hasNarrowPadding, poolWindows } from '../kernels/pool-windows.js';
import { reinterpreted } from '../reinterpreted.js';
import type { Value } from '../value.js';
import type { WriteDerivative } from './write-derivative.js';

/** The second lowest finite float32: ONNX Runtime returns no position for a window that contains only the lowest. */
const LOWEST = -3.4028232635611926e38;

/**
 * The cotangent of a pooled image: each window's cotangent goes to the position of its first maximum. The image is channels first, because ONNX
 * counts positions in this order.
 */
export const maxPool: WriteDerivative<Pooling> = (
  emitter,
  operation,
  { inputs, output },
  cotangent,
  options,
) => {
  const [x] = inputs;
  if (x === undefined || operation.volume || operation.global || !options.poolingIndices) return undefined;
  const image = asImage(emitter, x);
  const { windows, outShape } = windowsOf(operation, image.shape);
  if (size(outShape) !== size(output.shape) || !hasNarrowPadding(windows)) return undefined;
  const finite = clipped(emitter, emitter.ordered(image, IMAGE_ORDER), LOWEST, undefined);
  const pooled = { shape: outShape, order: IMAGE_ORDER };
  const outputs = [{ type: 'float32', ...pooled } as const, { type: 'int64', ...pooled } as const];
  const [, positions] = emitter.addMany('MaxPool', [finite], outputs, {
    ...windows,
    dilations: operation.dilations ?? [1, 1],
  });
  const arriving = emitter.ordered(emitter.reshaped(cotangent, outShape), IMAGE_ORDER);
  const [samples = 1, ...places] = image.shape;
  const whole = [samples, size(places)];
  const zeros = emitter.add('ConstantOfShape', [emitter.integers(whole)], { type: 'float32', shape: whole });
  const isSeparate = operation.size.every((length, axis) => length <= (operation.strides[axis] ?? 1));
  const sums = emitter.add(
    'ScatterElements',
    [
      zeros,
      inOwnSample(emitter, rowsOf(emitter, positions as Value), size(places)),
      rowsOf(emitter, arriving),
    ],
    { type: 'float32', shape: whole },
    { axis: 1, ...(!isSeparate && { reduction: 'add' }) },
  );
  const leaving = reinterpreted(emitter, sums, { shape: image.shape, order: IMAGE_ORDER });
  return [emitter.reshaped(leaving, x.shape)];
};

/** The elements of each sample as one axis, in their written order. */
function rowsOf(emitter: Emitter, value: Value): Value {
  const [samples = 1, ...places] = value.shape;
  return reinterpreted(emitter, value, { shape: [samples, size(places)] });
}

/**
 * Positions counted from the start of their sample. ONNX counts from the start of the batch, but a backward pass of several cotangents repeats
 * the values of the forward pass, which moves the samples.
 */
function inOwnSample(emitter: Emitter, positions: Value, numbers: number): Value {
  const { type, shape } = positions;
  return emitter.add('Mod', [positions, emitter.constant(BigInt64Array.of(BigInt(numbers)), [])], {
    type,
    shape,
  });
}

/** A sequence becomes an image of width 1; axes before the image are merged with the samples. */
function asImage(emitter: Emitter, x: Value): Value {
  const [height = 1, width = 1, channels = 1] =
    x.shape.length === 3 ? [x.shape[1], 1, x.shape[2]] : x.shape.slice(-3);
  return emitter.reshaped(x, [size(x.shape) / (height * width * channels), height, width, channels]);
}

/** The cells that `beyond` adds are padding that never wins. */
function windowsOf(
  { size: filterSize, strides, padding, dilations, beyond = [0, 0] }: Pooling,
  image: readonly number[],
) {
  const pad =
    typeof padding === 'string'
      ? padding
      : ([
          [0, 0],
          [padding[0][0], padding[0][1] + beyond[0]],
          [padding[1][0], padding[1][1] + beyond[1]],
          [0, 0],
        ] as backend_util.ExplicitPadding);
  return poolWindows(image, { filterSize, strides, pad, dilations, dimRoundingMode: 'floor' });
}
