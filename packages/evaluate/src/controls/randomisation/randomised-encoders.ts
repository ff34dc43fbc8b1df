import { keyedRandom, someNames, unsupportedModel } from '@csm/base';
import type { Encoder } from '@csm/core';
import { encoderOfGraph, type Graph, type GraphNode } from '@csm/core/extend';
import { dispose, Tensor, tensor } from '@tensorflow/tfjs-core';
import { shuffle } from 'simple-statistics';

/** In which order layers are randomised: from the latent to the input, or from the input to the latent. */
export type LayerOrder = 'top down' | 'bottom up';

/** A copy of an encoder with random weights in some layers. */
export interface RandomisedEncoder {
  /** The layer that was randomised last. */
  readonly layer: string;
  readonly encoder: Encoder;
  /** Whether all layers with weights are random. */
  readonly isLast: boolean;
}

/** The graph of an encoder. @throws if it has none. */
export function graphOf(caller: string, { graph }: Encoder): Graph {
  if (graph !== undefined) return graph;
  throw unsupportedModel(
    `${caller}: the encoder does not show its layers; make it with layersEncoder, graphEncoder or onnxEncoder.`,
  );
}

/** The nodes whose weights can be changed on a copy. */
export function nodesWithWeights(graph: Graph): GraphNode[] {
  return graph.nodes.filter(({ operation }) => weightNames(operation).length > 0);
}

/**
 * Copies of an encoder's graph with shuffled weights in one more layer each time. The tensors of the copies are disposed when the loop over them
 * ends. The weights of a layer are shuffled in the same way in either order.
 */
export async function* randomisedEncoders(
  graph: Graph,
  layout: Encoder['layout'],
  { order, seed }: { readonly order: LayerOrder; readonly seed: number },
): AsyncGenerator<RandomisedEncoder, void, undefined> {
  const weighted = nodesWithWeights(graph);
  if (order === 'top down') weighted.reverse();
  const nodes = [...graph.nodes];
  const shuffledWeights: Tensor[] = [];
  try {
    for (const [k, node] of weighted.entries()) {
      nodes[node.id] = await shuffledNode(node, seed, shuffledWeights);
      const encoder = { ...encoderOfGraph({ ...graph, nodes: [...nodes] }), ...(layout && { layout }) };
      yield { layer: node.name, encoder, isLast: k === weighted.length - 1 };
    }
  } finally {
    dispose(shuffledWeights);
  }
}

/** Warns of layers whose weights cannot be changed on a copy. */
export function warnOfFixedWeights(
  caller: string,
  { nodes }: Graph,
  onWarning: (message: string) => void,
): void {
  const fixed = nodes.filter(
    ({ operation }) =>
      operation.kind === 'graphOperation' ||
      (operation.kind === 'layer' && operation.layer.getWeights().length > 0),
  );
  if (fixed.length === 0) return;
  const names = someNames(
    'node',
    fixed.map(({ name }) => name),
  );
  onWarning(
    `${caller}: the model itself runs ${names}, whose weights are not randomised; the result only covers the other layers.`,
  );
}

function weightNames(operation: GraphNode['operation']): string[] {
  // A constant may be a mask, which is no weight.
  if (operation.kind === 'constant') return [];
  return Object.entries(operation)
    .filter(([name, value]) => value instanceof Tensor && name !== 'noise')
    .map(([name]) => name);
}

/** The node with shuffled weights, which are also added to `shuffledWeights`. */
async function shuffledNode(node: GraphNode, seed: number, shuffledWeights: Tensor[]): Promise<GraphNode> {
  const operation: Record<string, unknown> = { ...node.operation };
  for (const name of weightNames(node.operation)) {
    const weight = operation[name] as Tensor;
    const values = Array.from(await weight.data());
    // All weights of a node have the same key, so that weights of equal length, such as those of BatchNormalization,
    // are shuffled in the same way.
    const random = keyedRandom('model', seed, node.id);
    const shuffled = tensor(shuffle(values, random), weight.shape, weight.dtype);
    shuffledWeights.push(shuffled);
    operation[name] = shuffled;
  }
  return { ...node, operation: operation as unknown as GraphNode['operation'] };
}
