import type { Tensor } from '@tensorflow/tfjs-core';
import type { Emitter } from '../../emitter.js';
import { uniform } from '../../kernels/elementwise.js';
import type { Value } from '../../value.js';
import type { OperationContext } from '../write-operation.js';

/** A weight in a shape; without the weight, a constant whose elements are the number. */
export function weightOr(
  emitter: Emitter,
  { valueFor }: Pick<OperationContext, 'valueFor'>,
  weight: Tensor | undefined,
  number: number,
  shape: readonly number[],
): Value {
  return weight ? emitter.reshaped(valueFor(weight), shape) : uniform(emitter, number, shape);
}
