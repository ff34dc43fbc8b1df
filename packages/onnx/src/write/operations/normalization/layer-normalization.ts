import type { LayerNormalization } from '@csm/core/extend';
import { ownOrder } from '../../value.js';
import type { WriteOperation } from '../write-operation.js';
import { weightOr } from './weight-or.js';

/** LayerNormalization normalises over the last axes, so the value is transposed to have these axes last. */
export const layerNormalization: WriteOperation<LayerNormalization> = (
  emitter,
  { axes, epsilon, gamma, beta },
  [x],
  context,
) => {
  if (x === undefined) return undefined;
  const rank = x.shape.length;
  const last = [...axes].sort((a, b) => a - b);
  const order = [...ownOrder(rank).filter((axis) => !axes.includes(axis)), ...last];
  const shape = last.map((axis) => x.shape[axis] ?? 1);
  const weights = weightOr(emitter, context, gamma, 1, shape);
  const shift = beta ? [emitter.reshaped(context.valueFor(beta), shape)] : [];
  return emitter.add(
    'LayerNormalization',
    [emitter.ordered(x, order), weights, ...shift],
    { type: x.type, shape: x.shape, order },
    { axis: rank - axes.length, epsilon: { float: epsilon } },
  );
};
