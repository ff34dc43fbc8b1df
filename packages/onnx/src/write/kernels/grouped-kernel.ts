import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';

/** The kernel of a depthwise convolution, `[height, width, channels, multiplier]`, as that of a convolution with as many groups as channels. */
export function groupedKernel(
  emitter: Emitter,
  weights: Value,
): { readonly kernel: Value; readonly groups: number } {
  const [height = 1, width = 1, groups = 1, multiplier = 1] = weights.shape;
  return { kernel: emitter.reshaped(weights, [height, width, 1, groups * multiplier]), groups };
}
