import { cumsum, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { joinedAround } from '../../kernels/positions/along-axis.js';
import type { OperationKind } from '../operation-kind.js';

/** The sum of the numbers up to each position of an axis. */
export interface CumulativeSum {
  readonly kind: 'cumulativeSum';
  /** Counted from the batch axis, which is 0; at least 1. */
  readonly axis: number;
  /** Whether each sum leaves out its own position. Default false. */
  readonly exclusive?: boolean;
  /** Whether the sums run from the end. Default false. */
  readonly reverse?: boolean;
}

export const cumulativeSum: OperationKind<CumulativeSum> = {
  linear: true,
  forward: (operation, [x]) => summed(operation, x),
  reads: 'shapes',
  vjp: ({ reverse = false, ...operation }, _record, cotangent) => [
    summed({ ...operation, reverse: !reverse }, cotangent),
  ],
};

function summed({ axis, exclusive = false, reverse = false }: CumulativeSum, x: Tensor): Tensor {
  return reshape(cumsum(joinedAround(axis, x), 1, exclusive, reverse), x.shape);
}
