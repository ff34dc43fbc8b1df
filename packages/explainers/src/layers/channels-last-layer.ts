import { invalidArgument } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { Graph, GraphNode, Operation } from '@csm/core/extend';
import { layerNode } from './layer-names.js';

/** Operations whose output has the order of axes of their input. */
const KEEPS_ORDER: ReadonlySet<Operation['kind']> = new Set([
  'activation',
  'add',
  'average',
  'concatenate',
  'cropping',
  'divide',
  'elementwise',
  'maximum',
  'minimum',
  'multiply',
  'padding',
  'power',
  'quantization',
  'scale',
  'shift',
  'subtract',
]);

/**
 * The node with a name of `layerNames`, whose output must have its channels last.
 * @throws if there is no such node, or if its output has the channels first, as the inputs have.
 */
export function channelsLastLayer(caller: string, encoder: Encoder, layer: string): GraphNode {
  const node = layerNode(caller, encoder, layer);
  const { graph, inputShape } = encoder;
  if (graph === undefined || orderOfInputs(encoder) === 'channelsLast' || !keepsOrder(graph, node))
    return node;
  throw invalidArgument(
    `${caller}: expected a layer with its channels last; layer "${layer}" has outputs [${node.outputShape.join(', ')}] in the order of the inputs ` +
      `[${inputShape.join(', ')}], which are channels first; choose a later one of layerNames(encoder), such as a convolution.`,
  );
}

/** The order that the encoder states; otherwise channels come first if it moves them to the end. */
export function orderOfInputs({ graph, layout }: Encoder): 'channelsFirst' | 'channelsLast' {
  if (layout !== undefined) return layout;
  const isMoved = graph?.nodes.some(
    ({ operation, inputs }) =>
      inputs.includes(graph.input) && operation.kind === 'permute' && operation.order.at(-1) === 1,
  );
  return isMoved ? 'channelsFirst' : 'channelsLast';
}

/** Whether a path leads from the inputs to a node on which no operation changes the order of axes. */
function keepsOrder({ nodes, input }: Graph, node: GraphNode): boolean {
  const kept = new Set([input]);
  for (const { id, operation, inputs } of nodes) {
    if (KEEPS_ORDER.has(operation.kind) && inputs.some((from) => kept.has(from))) kept.add(id);
  }
  return kept.has(node.id);
}
