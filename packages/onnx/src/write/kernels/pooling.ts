import type { Emitter } from '../emitter.js';
import { reinterpreted } from '../reinterpreted.js';
import type { Value } from '../value.js';
import { div, scalar, uniform } from './elementwise.js';
import { IMAGE_ORDER } from './image-orders.js';
import { given, type Kernels } from './kernel.js';
import { padded } from './movement.js';
import { hasNarrowPadding, type PoolingAttributes, type PoolWindows, poolWindows } from './pool-windows.js';
import { enlarged } from './resizing.js';

/** Pooling without padding, after the image is padded with a constant. */
function pooledInside(
  emitter: Emitter,
  op: string,
  x: Value,
  { pads, ...windows }: PoolWindows,
  outShape: readonly number[],
  outside: number,
): Value {
  const [top, left, bottom, right] = pads;
  const margins = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ] as const;
  const image = emitter.ordered(padded(emitter, x, margins, outside), IMAGE_ORDER);
  return emitter.add(op, [image], { type: x.type, shape: outShape, order: IMAGE_ORDER }, { ...windows });
}

/** The cotangent of an image whose windows do not overlap: each cell of a window gets its share of the window's cotangent. */
function sharesOfSeparateWindows(emitter: Emitter, cotangent: Value, size: readonly [number, number]): Value {
  const cells = scalar(emitter, size[0] * size[1]);
  return enlarged(emitter, div(emitter, cotangent, cells), size, 'nearest');
}

/** The same for windows that overlap or leave gaps: a transposed convolution of each channel with a constant kernel. */
function sharesOfWindows(emitter: Emitter, cotangent: Value, { kernel_shape, strides }: PoolWindows): Value {
  const [batch = 1, rows = 1, columns = 1, channels = 1] = cotangent.shape;
  const [height, width] = kernel_shape;
  const inside = [(rows - 1) * strides[0] + height, (columns - 1) * strides[1] + width] as const;
  // Channels first, each channel is an image of one channel in memory.
  const one = reinterpreted(emitter, emitter.ordered(cotangent, IMAGE_ORDER), {
    shape: [batch * channels, rows, columns, 1],
    order: IMAGE_ORDER,
  });
  const share = Float32Array.from({ length: height * width }, () => 1 / (height * width));
  const spread = emitter.add(
    'ConvTranspose',
    [one, emitter.constant(share, [1, 1, height, width])],
    { type: one.type, shape: [batch * channels, ...inside, 1], order: IMAGE_ORDER },
    { kernel_shape, strides },
  );
  return reinterpreted(emitter, spread, { shape: [batch, ...inside, channels], order: IMAGE_ORDER });
}

export const POOLINGS: Kernels = {
  AvgPool: (emitter, inputs, attributes: PoolingAttributes) => {
    const x = given(inputs, 'x');
    const { outShape, windows } = poolWindows(x.shape, attributes);
    if (!hasNarrowPadding(windows)) {
      const sums = pooledInside(emitter, 'AveragePool', x, windows, outShape, 0);
      const [, height = 1, width = 1] = x.shape;
      const ones = uniform(emitter, 1, [1, height, width, 1]);
      const [, ...outImage] = outShape;
      const counts = [1, outImage[0] ?? 1, outImage[1] ?? 1, 1];
      return div(emitter, sums, pooledInside(emitter, 'AveragePool', ones, windows, counts, 0));
    }
    return emitter.add(
      'AveragePool',
      [emitter.ordered(x, IMAGE_ORDER)],
      { type: x.type, shape: outShape, order: IMAGE_ORDER },
      { ...windows, count_include_pad: 0 },
    );
  },
  // For windows inside the image, as the derivative of pooling in core calls it.
  AvgPoolGrad: (emitter, inputs, attributes: PoolingAttributes) => {
    const [x, cotangent] = [given(inputs, 'input'), given(inputs, 'dy')];
    const { windows } = poolWindows(x.shape, { ...attributes, pad: 'valid' });
    const { kernel_shape, strides } = windows;
    const isSeparate = kernel_shape.every((length, axis) => length === strides[axis]);
    const shares = isSeparate
      ? sharesOfSeparateWindows(emitter, cotangent, kernel_shape)
      : sharesOfWindows(emitter, cotangent, windows);
    const rest = (axis: number): [number, number] => [0, (x.shape[axis] ?? 0) - (shares.shape[axis] ?? 0)];
    return padded(emitter, shares, [[0, 0], rest(1), rest(2), [0, 0]], 0);
  },
  MaxPool: (emitter, inputs, attributes: PoolingAttributes) => {
    const x = given(inputs, 'x');
    const { outShape, windows } = poolWindows(x.shape, attributes);
    if (!hasNarrowPadding(windows))
      return pooledInside(emitter, 'MaxPool', x, windows, outShape, Number.NEGATIVE_INFINITY);
    return emitter.add(
      'MaxPool',
      [emitter.ordered(x, IMAGE_ORDER)],
      { type: x.type, shape: outShape, order: IMAGE_ORDER },
      { ...windows },
    );
  },
};
