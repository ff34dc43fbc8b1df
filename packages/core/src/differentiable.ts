import { getBackend, getKernel } from '@tensorflow/tfjs-core';
import type { Graph } from './graph.js';
import { field } from './operations/operation-kind.js';

/** The kernel that the gradient of a layer needs and that not every backend has. */
const GRADIENT_KERNELS: Record<string, string> = {
  DepthwiseConv2D: 'DepthwiseConv2dNativeBackpropInput',
  SeparableConv2D: 'DepthwiseConv2dNativeBackpropInput',
};

/**
 * Checks, before a forward pass that is to be propagated back, that tfjs can do it: an error on its tape would say less
 * and leak what the tape holds.
 * @throws naming the first layer that has no gradient on the present backend.
 */
export function checkDifferentiable({ nodes }: Graph): void {
  for (const { name, operation } of nodes) {
    if (operation.kind !== 'layer') continue;
    const dilation = field<number | number[] | undefined>(operation.layer, 'dilationRate') ?? 1;
    if ([dilation].flat().some((rate) => rate > 1)) {
      throw new Error(
        `trace: layer "${name}" (${operation.className}) is a dilated convolution, which tfjs cannot differentiate on any backend.`,
      );
    }
    const kernel = GRADIENT_KERNELS[operation.className];
    if (kernel !== undefined && !getKernel(kernel, getBackend())) {
      throw new Error(
        `trace: layer "${name}" (${operation.className}) has no gradient on backend "${getBackend()}" (kernel ${kernel}); ` +
          "use another backend, such as 'cpu'.",
      );
    }
  }
}
