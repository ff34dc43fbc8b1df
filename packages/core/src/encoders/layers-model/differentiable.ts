import { unsupportedModel } from '@csm/base';
import { getBackend, getKernel } from '@tensorflow/tfjs-core';
import type { Graph } from '../../graph/graph.js';
import { nodesOfInput } from '../../graph/nodes-of-input.js';
import { field } from '../../graph/operation-kind.js';
import type { OpaqueLayer } from '../../graph/operations/opaque-layer.js';
import { NO_DERIVATIVE } from '../../graph/operations/quantization.js';

/** The kernel that the gradient of a layer that runs as a whole needs, and that not every backend has. */
const GRADIENT_KERNELS: Record<string, string> = {
  Conv2D: 'Conv2DBackpropFilter', // for a fused convolution, tfjs computes the filter's gradient too
  DepthwiseConv2D: 'DepthwiseConv2dNativeBackpropInput',
  SeparableConv2D: 'DepthwiseConv2dNativeBackpropInput',
};

/**
 * Checks that tfjs can differentiate a graph, before the forward pass: an error on tfjs' tape would be less clear and
 * leak the tape's tensors. Only layers that run as a whole and quantised activations can fail.
 * @throws if an activation is quantised, or a layer has no gradient or a wrong one on the current backend; the error names the first such layer.
 */
export function checkDifferentiable(graph: Graph): void {
  const explained = nodesOfInput(graph);
  for (const { id, name, operation } of graph.nodes) {
    if (!explained.has(id)) continue;
    if (operation.kind === 'quantization')
      throw unsupportedModel(`trace: node "${name}" (quantization): its numbers ${NO_DERIVATIVE}.`);
    if (operation.kind !== 'layer') continue;
    const problem = problemOf(operation);
    if (problem) throw unsupportedModel(`trace: layer "${name}" (${operation.className}) ${problem}`);
  }
}

const WITHOUT_DERIVATIVE = 'use a method that needs no derivative, such as occlusion()';

/** Why tfjs 4.22 cannot differentiate a layer. Wrong gradients were found by ⟨vjp(g), x⟩ = ⟨g, f(x) − f(0)⟩. */
function problemOf({ layer, className }: OpaqueLayer): string | undefined {
  const dilation = field<number | number[] | undefined>(layer, 'dilationRate') ?? 1;
  if ([dilation].flat().some((rate) => rate > 1)) {
    return `is a dilated convolution, which tfjs cannot differentiate on any backend; ${WITHOUT_DERIVATIVE}.`;
  }
  if (className === 'Embedding') {
    return (
      'looks up indices, which have no gradient; start after it with { input }, so that the inputs are the embedded vectors, or ' +
      `${WITHOUT_DERIVATIVE}.`
    );
  }
  if (className === 'Conv3DTranspose') {
    return `is one that tfjs cannot differentiate on any backend; ${WITHOUT_DERIVATIVE}.`;
  }
  if (className === 'AveragePooling3D' && field(layer, 'padding') === 'same') {
    return "has SAME padding, for which tfjs' gradient is wrong; pad with a layer before it instead.";
  }
  const backend = getBackend();
  const elsewhere = "use another backend, such as 'cpu'.";
  if (className === 'Conv3D' && backend === 'wasm') {
    return `has a wrong gradient on backend "wasm"; ${elsewhere}`;
  }
  const kernel = GRADIENT_KERNELS[className];
  if (kernel === undefined || getKernel(kernel, backend)) return undefined;
  return `has no gradient on backend "${backend}" (kernel ${kernel}); ${elsewhere}`;
}
