import { invalidArgument, shown, typeName, unsupportedModel, validNames } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { Graph, GraphNode } from '@csm/core/extend';

/**
 * The names of the layers at which a score can be attributed or relevance restricted, from the input to the latent: all nodes of the
 * encoder's graph that lie between the input and the latent.
 *
 * A layer with an activation has two: `conv2d_1` is its output before the activation, `conv2d_1/relu` the one after it. If two nodes
 * have the same name, such as a layer that is used twice, the second is called `name#2`.
 *
 * @throws if it is not an encoder, or does not show its layers.
 * @category Hidden layers
 */
export function layerNames(encoder: Pick<Encoder, 'graph'>): string[] {
  return [...layerNodes('layerNames', encoder).keys()];
}

/** The nodes that {@link layerNames} names. @throws if the encoder does not show its layers. */
export function layerNodes(caller: string, encoder: Pick<Encoder, 'graph'>): ReadonlyMap<string, GraphNode> {
  if (typeof encoder !== 'object' || encoder === null) {
    throw invalidArgument(
      `${caller}: expected an Encoder, such as layersEncoder(model); got ${typeName(encoder)}.`,
    );
  }
  return nodesByName(checkedGraph(caller, encoder.graph));
}

/** The node with a name of {@link layerNames}. @throws if there is none, or the encoder does not show its layers. */
export function layerNode(caller: string, encoder: Pick<Encoder, 'graph'>, layer: string): GraphNode {
  const nodes = layerNodes(caller, encoder);
  const node = nodes.get(layer);
  if (node) return node;
  throw invalidArgument(
    `${caller}: unknown layer ${shown(layer)}; ${validNames('layers', `${layer}`, [...nodes.keys()])}; see layerNames(encoder).`,
  );
}

/** Whether a node of a graph is the one with a name of {@link layerNames}. */
export function isLayer(layer: string, node: GraphNode, graph: Graph | undefined): boolean {
  return graph ? nodesByName(graph).get(layer)?.id === node.id : node.name === layer;
}

function checkedGraph(caller: string, graph: Graph | undefined): Graph {
  if (graph) return graph;
  throw unsupportedModel(
    `${caller}: the encoder does not show its layers; create it with layersEncoder, graphEncoder or onnxEncoder.`,
  );
}

const known = new WeakMap<Graph, ReadonlyMap<string, GraphNode>>();

function nodesByName(graph: Graph): ReadonlyMap<string, GraphNode> {
  const found = known.get(graph) ?? named(graph);
  known.set(graph, found);
  return found;
}

function named(graph: Graph): Map<string, GraphNode> {
  const nodes = new Map<string, GraphNode>();
  for (const node of nodesBetween(graph)) {
    let name = node.name;
    for (let k = 2; nodes.has(name); k++) name = `${node.name}#${k}`;
    nodes.set(name, node);
  }
  return nodes;
}

/** The nodes that depend on the input and on which the latent depends, without the input. */
function nodesBetween({ nodes, input, output }: Graph): GraphNode[] {
  const ofInput = new Set([input]);
  for (const { id, operation, inputs } of nodes) {
    if (operation.kind !== 'given' && inputs.some((from) => ofInput.has(from))) ofInput.add(id);
  }
  const needed = new Set([output]);
  for (const { id, inputs } of [...nodes].reverse()) {
    if (needed.has(id)) for (const from of inputs) needed.add(from);
  }
  return nodes.filter(({ id }) => id !== input && ofInput.has(id) && needed.has(id));
}
