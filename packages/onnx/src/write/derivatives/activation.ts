import type { Activation } from '@csm/core/extend';
import { broadcasting, mul, scalar, sub } from '../kernels/elementwise.js';
import { reduced } from '../kernels/reductions.js';
import type { WriteDerivative } from './write-derivative.js';

/** The lowest finite float32. */
const LOWEST = -3.4028234663852886e38;

/**
 * Softmax: y (c − Σ c y), with y from the forward pass; 0 in rows that contain only −∞, where y is NaN. The other activations are recorded.
 */
export const activation: WriteDerivative<Activation> = (
  emitter,
  operation,
  { inputs: [x], output },
  cotangent,
) => {
  if (operation.activation !== 'softmax' || x === undefined) return undefined;
  const last = [x.shape.length - 1];
  const largest = reduced(emitter, 'ReduceMax', x, last, true);
  const isMasked = broadcasting(emitter, 'Less', [largest, scalar(emitter, LOWEST)], 'bool');
  const y = broadcasting(emitter, 'Where', [isMasked, scalar(emitter, 0), output], 'float32');
  const sum = reduced(emitter, 'ReduceSum', mul(emitter, cotangent, y), last, true);
  return [mul(emitter, y, sub(emitter, cotangent, sum))];
};
