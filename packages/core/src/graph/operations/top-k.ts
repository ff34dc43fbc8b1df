import { cast, fill, mul, reshape, type Tensor, topk, transpose } from '@tensorflow/tfjs-core';
import { gatherVjp } from '../../kernels/gather-vjp.js';
import { joinedAround, withLength } from '../../kernels/positions/along-axis.js';
import type { OperationKind } from '../operation-kind.js';

/** The k largest or smallest numbers along an axis in order, or their indices. Of equal numbers the first come first. */
export interface TopK {
  readonly kind: 'topK';
  /** What the node's output is. Indices have a derivative of 0. */
  readonly output: 'values' | 'indices';
  readonly k: number;
  /** Counted from the batch axis, which is 0; at least 1. */
  readonly axis: number;
  /** Whether they are the smallest numbers. Default false. */
  readonly smallest?: boolean;
}

export const topK: OperationKind<TopK> = {
  flat: ({ output }) => output === 'indices',
  forward: (operation, [x]) => fromLines(operation, x, found(operation, x)[operation.output]),
  reads: 'inputs',
  vjp(operation, { inputs: [x] }, cotangent) {
    if (operation.output === 'indices') return [fill(x.shape, 0)];
    const [before, length, after] = joinedAround(operation.axis, x).shape;
    const shares = transpose(joinedAround(operation.axis, cotangent), [0, 2, 1]);
    const { indices } = found(operation, x);
    const lines = gatherVjp({ axis: 2, batchDims: 2 }, [before, after, length], indices, shares);
    return [reshape(transpose(lines, [0, 2, 1]), x.shape)];
  },
};

/** `[before, after, k]`. */
function found({ k, axis, smallest = false }: TopK, x: Tensor): { values: Tensor; indices: Tensor } {
  const lines = transpose(joinedAround(axis, x), [0, 2, 1]);
  const { values, indices } = topk(smallest ? mul(lines, -1) : lines, k, true);
  return { values: smallest ? mul(values, -1) : values, indices: cast(indices, 'int32') };
}

function fromLines({ k, axis }: TopK, x: Tensor, lines: Tensor): Tensor {
  return cast(reshape(transpose(lines, [0, 2, 1]), withLength(x.shape, axis, k)), 'float32');
}
