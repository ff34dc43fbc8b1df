import type { DepthwiseConvolution } from '@csm/core/extend';
import { ofOneInput } from '../of-one-input.js';
import { convolved } from './convolved.js';

/** A convolution with as many groups as channels. */
export const depthwiseConvolution = ofOneInput<DepthwiseConvolution>((emitter, operation, x, context) => {
  const weights = context.valueFor(operation.kernel);
  const [height = 1, width = 1, groups = 1, multiplier = 1] = weights.shape;
  const kernel = emitter.reshaped(weights, [height, width, 1, groups * multiplier]);
  return convolved(emitter, x, { ...operation, kernel, groups }, context);
});
