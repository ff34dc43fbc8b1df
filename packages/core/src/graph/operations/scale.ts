import { mul, type Tensor } from '@tensorflow/tfjs-core';
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

const times = (x: Tensor, factor: Weight | number): Tensor =>
  inLowRank([x, factor], ([a = x, b = 1]) => mul(a, b));

export const scale: OperationKind<Scale> = {
  linear: true,
  forward: ({ factor }, [x]) => times(x, factor),
  reads: 'shapes',
  vjp: ({ factor }, { inputs: [x] }, cotangent) => [sumToShape(times(cotangent, factor), x.shape)],
};
