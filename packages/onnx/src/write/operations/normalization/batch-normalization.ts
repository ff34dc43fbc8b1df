import type { BatchNormalization } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import { ownOrder } from '../../value.js';
import { ofOneInput } from '../of-one-input.js';
import { weightOr } from './weight-or.js';

/** Written as BatchNormalization. */
export const batchNormalization = ofOneInput<BatchNormalization>((emitter, operation, x, context) => {
  const { gamma, beta, mean, variance, epsilon } = operation;
  const { axis = x.shape.length - 1 } = operation;
  const channels = x.shape[axis] ?? 1;
  if (axis === 0 || mean.size !== channels) return undefined;
  const order = [0, axis, ...ownOrder(x.shape.length).filter((other) => other !== 0 && other !== axis)];
  const each = (weight: Tensor | undefined, number: number) =>
    weightOr(emitter, context, weight, number, [channels]);
  return emitter.add(
    'BatchNormalization',
    [emitter.ordered(x, order), each(gamma, 1), each(beta, 0), each(mean, 0), each(variance, 1)],
    { type: x.type, shape: x.shape, order },
    { epsilon: { float: epsilon } },
  );
});
