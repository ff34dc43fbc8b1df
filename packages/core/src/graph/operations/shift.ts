import { add } from '@tensorflow/tfjs-core';
import { inLowRank } from '../../kernels/low-rank.js';
import { sumToShape } from '../../kernels/sum-to-shape.js';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/** Addition of numbers that do not depend on the input: y = x + by. */
export interface Shift {
  readonly kind: 'shift';
  /** A number, or a weight without the batch axis; it and the input broadcast, aligned at the last axis. */
  readonly by: Weight | number;
}

export const shift: OperationKind<Shift> = {
  linear: true,
  forward: ({ by }, [x]) => inLowRank(add, x, by),
  reads: 'shapes',
  vjp: (_operation, { inputs: [x] }, cotangent) => [sumToShape(cotangent, x.shape)],
};
