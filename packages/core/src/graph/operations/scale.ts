import { mul } from '@tensorflow/tfjs-core';
import { inLowRank } from '../../kernels/low-rank.js';
import { sumToShape } from '../../kernels/sum-to-shape.js';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/** Multiplication by numbers that do not depend on the input: y = x ⊙ factor. */
export interface Scale {
  readonly kind: 'scale';
  /** A number, or a weight without the batch axis; it and the input broadcast, aligned at the last axis. */
  readonly factor: Weight | number;
}

export const scale: OperationKind<Scale> = {
  linear: true,
  forward: ({ factor }, [x]) => inLowRank(mul, x, factor),
  reads: 'shapes',
  vjp: ({ factor }, { inputs: [x] }, cotangent) => [sumToShape(inLowRank(mul, cotangent, factor), x.shape)],
};
