import { size } from '@csm/base';
import type { LayerNormalization } from '@csm/core/extend';
import type { WriteOperation } from '../write-operation.js';

/** The standard's operator normalises over the last axes. */
export const layerNormalization: WriteOperation<LayerNormalization> = (
  emitter,
  { axes, epsilon, gamma, beta },
  [x],
  { valueFor },
) => {
  if (x === undefined) return undefined;
  const rank = x.shape.length;
  if ([...axes].sort((a, b) => a - b).some((axis, i) => axis !== rank - axes.length + i)) return undefined;
  const shape = x.shape.slice(rank - axes.length);
  const weights = gamma
    ? emitter.reshaped(valueFor(gamma), shape)
    : emitter.constant(new Float32Array(size(shape)).fill(1), shape);
  const shift = beta ? [emitter.reshaped(valueFor(beta), shape)] : [];
  const output = { type: x.type, shape: x.shape };
  return emitter.add('LayerNormalization', [emitter.ordered(x), weights, ...shift], output, {
    axis: rank - axes.length,
    epsilon: { float: epsilon },
  });
};
