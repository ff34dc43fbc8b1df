import { reshape } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * A tensor that does not depend on the encoder's input, such as a positional embedding or a mask: a node without inputs. Its output is
 * `[1, ...shape]`, which operations broadcast over the samples.
 */
export interface Constant {
  readonly kind: 'constant';
  /** Without the batch axis. */
  readonly value: Weight;
}

export const constant: OperationKind<Constant> = {
  linear: true,
  routing: true,
  forward: ({ value }) => reshape(value, [1, ...value.shape]),
  reads: 'shapes',
  vjp: () => [],
};
