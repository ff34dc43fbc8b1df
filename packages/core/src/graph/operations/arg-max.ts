import { cast, fill, argMax as indexOfMaximum, mul, reshape, reverse, sub } from '@tensorflow/tfjs-core';
import { joinedAround } from '../../kernels/positions/along-axis.js';
import type { OperationKind } from '../operation-kind.js';

/** The index of the largest or smallest number along an axis. Its derivative is 0. */
export interface ArgMax {
  readonly kind: 'argMax';
  readonly of: 'maximum' | 'minimum';
  /** Counted from the batch axis, which is 0; at least 1. */
  readonly axis: number;
  /** Whether the output keeps the axis, with length 1. Default false. */
  readonly keepDims?: boolean;
  /** Whether it is the last one of equal numbers, instead of the first. Default false. */
  readonly last?: boolean;
}

export const argMax: OperationKind<ArgMax> = {
  flat: true,
  forward({ of, axis, keepDims = false, last = false }, [x]) {
    const { shape } = x;
    const lines = joinedAround(axis, of === 'maximum' ? x : mul(x, -1));
    const found = cast(indexOfMaximum(last ? reverse(lines, 1) : lines, 1), 'float32');
    const index = last ? sub((shape[axis] ?? 1) - 1, found) : found;
    return reshape(index, [...shape.slice(0, axis), ...(keepDims ? [1] : []), ...shape.slice(axis + 1)]);
  },
  reads: 'shapes',
  vjp: (_operation, { inputs: [x] }) => [fill(x.shape, 0)],
};
