import { add, maximum, pad, reshape, stridedSlice, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Sides } from './convolution-padding.js';
import { spreadOut } from './spread-out.js';
import { withMargins } from './with-margins.js';

type Pair = readonly [number, number];

/** Windows over an image: their cells may be dilated, and they may begin or end outside of the image. */
export interface Windows {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  /** Cells around the image that windows cover. */
  readonly margins: Sides;
}

/** For each axis, the number of windows over an image. */
export function windowCounts(image: readonly number[], { size, strides, dilations, margins }: Windows): Pair {
  const along = (axis: 0 | 1) => {
    const [before, after] = margins[axis];
    const reach = (size[axis] - 1) * dilations[axis] + 1;
    return Math.floor(((image[axis + 1] ?? 0) + before + after - reach) / strides[axis]) + 1;
  };
  return [along(0), along(1)];
}

/** The sums or maxima of the cells of each window, axis by axis, NHWC. */
export function windowTotals(of: 'sum' | 'maximum', x: Tensor4D, windows: Windows): Tensor4D {
  const [rows, columns] = windows.margins;
  const outside = of === 'sum' ? 0 : Number.NEGATIVE_INFINITY;
  let total = withMargins(x, [[0, 0], rows, columns, [0, 0]], outside) as Tensor4D;
  const counts = windowCounts(x.shape, windows);
  for (const axis of [0, 1] as const) {
    const [stride, dilation] = [windows.strides[axis], windows.dilations[axis]];
    const parts = Array.from({ length: windows.size[axis] }, (_, i) => {
      const begin = [0, 0, 0, 0];
      const end: number[] = [...total.shape];
      const strides = [1, 1, 1, 1];
      begin[axis + 1] = i * dilation;
      end[axis + 1] = i * dilation + (counts[axis] - 1) * stride + 1;
      strides[axis + 1] = stride;
      return stridedSlice(total, begin, end, strides) as Tensor4D;
    });
    total = parts.reduce((a, b) => (of === 'sum' ? add(a, b) : maximum(a, b)));
  }
  return total;
}

/** The transpose of the sums of {@link windowTotals}: gives each cell of the image the sum of its windows' numbers. */
export function windowSumsVjp(shape: readonly number[], windows: Windows, cotangent: Tensor4D): Tensor {
  const { size, strides, dilations, margins } = windows;
  let spread: Tensor = spreadOut(cotangent, strides);
  for (const axis of [0, 1] as const) {
    const [, height = 0, width = 0] = spread.shape;
    const [before, after] = margins[axis];
    const wanted = (shape[axis + 1] ?? 0) + before + after;
    const own = axis === 0 ? height : width;
    const length = Math.max(wanted, own + (size[axis] - 1) * dilations[axis]);
    const parts = Array.from({ length: size[axis] }, (_, i) => {
      const around: [number, number][] = [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ];
      around[axis + 1] = [i * dilations[axis], length - own - i * dilations[axis]];
      return pad(spread, around);
    });
    const sum = parts.reduce((a, b) => add(a, b));
    const crop: [number, number][] = [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    crop[axis + 1] = [-before, wanted - before - after - length + before];
    spread = withMargins(sum, crop);
  }
  return reshape(spread, [...shape]);
}
