import { unsupportedModel } from '@csm/base';
import { pad, reshape, reverse, slice, slice_util, type Tensor, zeros } from '@tensorflow/tfjs-core';

/** The attributes of tfjs' kernel `StridedSlice`. The masks have one bit per entry of `begin`. */
export interface StridedSlicing {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** The cotangent of a tensor of the given shape that was sliced with strides: zeros where nothing was taken. */
export function stridedSliceVjp(how: StridedSlicing, shape: readonly number[], cotangent: Tensor): Tensor {
  const { begin, strides, finalShapeSparse } = fullSlice(how, shape);
  if (cotangent.size === 0) return zeros([...shape]);
  return shape.reduce<Tensor>(
    (g, length, axis) => {
      const [start = 0, stride = 1] = [begin[axis], strides[axis]];
      return spreadAlong(axis, { length, start, stride }, g);
    },
    reshape(cotangent, finalShapeSparse),
  );
}

/**
 * The slice with one begin and one stride per axis, and the shape of the result before axes are removed or added.
 * @throws if an axis is removed and another one has a stride: tfjs then returns other values.
 */
export function fullSlice(how: StridedSlicing, shape: readonly number[]) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = how;
  const whole = slice_util.sliceInfo(
    [...shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  if (shrinkAxisMask !== 0 && !whole.isSimpleSlice && !whole.sliceDim0) {
    throw unsupportedModel(
      'tfjs takes the wrong values from a slice that has strides and removes an axis; slice twice instead.',
    );
  }
  const finalShapeSparse = slice_util.computeOutShape(whole.begin, whole.end, whole.strides);
  return { begin: whole.begin, strides: whole.strides, finalShapeSparse };
}

/** Puts the values of one axis at start, start + stride, … of a longer axis, with zeros between them. */
function spreadAlong(
  axis: number,
  { length, start, stride }: { length: number; start: number; stride: number },
  tensor: Tensor,
): Tensor {
  const count = tensor.shape[axis] ?? 0;
  if (count === length && stride === 1) return tensor;
  const outer = product(tensor.shape.slice(0, axis));
  const inner = product(tensor.shape.slice(axis + 1));
  const step = Math.abs(stride);
  const lines = reshape(tensor, [outer, count, inner]);
  const ordered = stride < 0 ? reverse(lines, 1) : lines;
  const first = stride < 0 ? start + stride * (count - 1) : start;
  const span = (count - 1) * step + 1;
  const gaps = pad(reshape(ordered, [outer * count, 1, inner]), [
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  const spread = slice(reshape(gaps, [outer, count * step, inner]), [0, 0, 0], [outer, span, inner]);
  const placed = pad(spread, [
    [0, 0],
    [first, length - first - span],
    [0, 0],
  ]);
  return reshape(placed, [...tensor.shape.slice(0, axis), length, ...tensor.shape.slice(axis + 1)]);
}

const product = (lengths: readonly number[]): number => lengths.reduce((total, length) => total * length, 1);
