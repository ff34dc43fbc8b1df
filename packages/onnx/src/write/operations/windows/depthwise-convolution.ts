import type { DepthwiseConvolution } from '@csm/core/extend';
import { groupedKernel } from '../../kernels/grouped-kernel.js';
import { ofOneInput } from '../of-one-input.js';
import { convolved } from './convolved.js';

/** A convolution with as many groups as channels. */
export const depthwiseConvolution = ofOneInput<DepthwiseConvolution>((emitter, operation, x, context) => {
  const grouped = groupedKernel(emitter, context.valueFor(operation.kernel));
  return convolved(emitter, x, { ...operation, ...grouped }, context);
});
