import { broadcastShape } from '../aligned.js';
import type { Emitter } from '../emitter.js';
import { orderOrOwn, ownOrder, type Value } from '../value.js';
import { given, type Kernels } from './kernel.js';

/** A matrix, or a stack of matrices, with the last two axes swapped; this adds no node. */
export function swapped(value: Value): Value {
  const rank = value.shape.length;
  const permutation = ownOrder(rank).map((axis) =>
    axis < rank - 2 ? axis : axis === rank - 2 ? rank - 1 : rank - 2,
  );
  return relabelled(value, permutation);
}

/** A value with its axes permuted; this changes only the order that describes the written tensor, and adds no node. */
export function relabelled(value: Value, permutation: readonly number[]): Value {
  const order = value.order ?? ownOrder(value.shape.length);
  const renamed = order.map((axis) => permutation.indexOf(axis));
  return {
    ...value,
    shape: permutation.map((axis) => value.shape[axis] ?? 1),
    order: orderOrOwn(renamed),
  };
}

/** a · b; for two matrices, written as (bᵀ aᵀ)ᵀ if b is written transposed, as in derivatives. */
function product(emitter: Emitter, a: Value, b: Value): Value {
  if (a.shape.length === 2 && b.shape.length === 2) {
    const columns = (value: Value) => value.order !== undefined;
    if (columns(b) && b.numbers === undefined) return swapped(gemm(emitter, swapped(b), swapped(a)));
    return gemm(emitter, a, b);
  }
  return batchedProduct(emitter, a, b);
}

/** The products of stacked matrices; the axes before the last two broadcast. */
export function batchedProduct(emitter: Emitter, a: Value, b: Value): Value {
  const [rows, columns] = [a.shape.at(-2) ?? 1, b.shape.at(-1) ?? 1];
  const stack = broadcastShape([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const output = { type: a.type, shape: [...stack, rows, columns] };
  return emitter.add('MatMul', [emitter.ordered(a), emitter.ordered(b)], output);
}

/** A product of matrices that may be written transposed. */
function gemm(emitter: Emitter, a: Value, b: Value): Value {
  const output = { type: a.type, shape: [a.shape[0] ?? 1, b.shape[1] ?? 1] };
  const [transA, transB] = [a, b].map(({ order }) => (order === undefined ? 0 : 1));
  if (transA === 0 && transB === 0) return emitter.add('MatMul', [a, b], output);
  return emitter.add('Gemm', [a, b], output, { transA, transB });
}

export const PRODUCTS: Kernels = {
  BatchMatMul: (emitter, inputs, { transposeA, transposeB }) => {
    const [a, b] = [given(inputs, 'a'), given(inputs, 'b')];
    return product(emitter, transposeA ? swapped(a) : a, transposeB ? swapped(b) : b);
  },
};
