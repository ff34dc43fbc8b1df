import type { Emitter } from '../emitter.js';
import { ownOrder, type Value, writtenAxis } from '../value.js';
import { given, type Kernel, type Kernels, positive } from './kernel.js';

/** The order of the remaining axes after some are removed. */
export function orderWithout({ order }: Value, removed: readonly number[]): number[] | undefined {
  const left = order?.filter((axis) => !removed.includes(axis));
  return left?.map((axis) => left.filter((other) => other < axis).length);
}

/** A reduction over axes; ONNX takes the axes as an input for sums, and as an attribute otherwise. */
export function reduced(
  emitter: Emitter,
  op: string,
  x: Value,
  axes: readonly number[],
  keepDims: boolean,
): Value {
  const written = axes.map((axis) => writtenAxis(x, axis));
  const output = keepDims
    ? { shape: x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)), order: x.order }
    : { shape: x.shape.filter((_, axis) => !axes.includes(axis)), order: orderWithout(x, axes) };
  const keepdims = keepDims ? 1 : 0;
  return op === 'ReduceSum'
    ? emitter.add(op, [x, emitter.integers(written)], { type: x.type, ...output }, { keepdims })
    : emitter.add(op, [x], { type: x.type, ...output }, { axes: written, keepdims });
}

interface ReductionAttributes {
  readonly axis?: number | number[] | null;
  /** The name of the axes in the kernel Max. */
  readonly reductionIndices?: number | number[] | null;
  readonly keepDims?: boolean;
}

const reduction =
  (op: string): Kernel =>
  (emitter, inputs, { axis, reductionIndices = axis, keepDims = false }: ReductionAttributes) => {
    const x = given(inputs, 'x');
    const rank = x.shape.length;
    const axes = [reductionIndices ?? ownOrder(rank)].flat();
    if (axes.length === 0) return x;
    return reduced(
      emitter,
      op,
      x,
      axes.map((each) => positive(each, rank)),
      keepDims,
    );
  };

export const REDUCTIONS: Kernels = {
  Max: reduction('ReduceMax'),
  Mean: reduction('ReduceMean'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  Sum: reduction('ReduceSum'),
};
