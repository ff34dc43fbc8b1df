import { add, broadcast_util, broadcastTo, matMul, reshape, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The product of two matrices for each position of the leading axes, which broadcast. tfjs pairs the matrices wrongly if both tensors are
 * broadcast along some axis, so tensors are repeated where one matrix is not shared by all.
 */
export function batchedMatMul(a: Tensor, b: Tensor): Tensor {
  const [m = 1, k = 1] = a.shape.slice(-2);
  const n = b.shape.at(-1) ?? 1;
  const [leadingA, leadingB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const leading = broadcast_util.assertAndGetBroadcastShape(leadingA, leadingB);
  const count = leading.reduce((product, length) => product * length, 1);
  if (b.size === k * n) {
    // One matrix for all: the rows of all the others form one matrix.
    // A copy, because XNNPACK keeps what it knows of a right operand even if its data is used again in another shape.
    const rows = matMul(reshape(a, [a.size / k, k]), reshape(add(b, 0), [k, n]));
    return reshape(rows, [...leading, m, n]);
  }
  const full = (x: Tensor, own: readonly number[], rows: number, columns: number) =>
    reshape(`${own}` === `${leading}` ? x : broadcastTo(x, [...leading, rows, columns]), [
      count,
      rows,
      columns,
    ] as [number, number, number]);
  return reshape(matMul(full(a, leadingA, m, k), full(b, leadingB, k, n)), [...leading, m, n]);
}
