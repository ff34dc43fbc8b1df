import { size, unsupportedModel } from '@csm/base';
import type { Graph, GraphNode } from '@csm/core/extend';
import { isBottleneck } from '../../layers/bottleneck.js';
import { type AttentionBlock, attentionBlocks } from '../../rules/attention/attention-blocks.js';

/** The tokens that all attention layers of an encoder share, as a stream to which each layer adds. */
export interface TokenStream {
  readonly blocks: readonly AttentionBlock[];
  /**
   * Id of the node whose output are the tokens before the first attention layer, `[batch, …, tokens, features]`, or patches in rows and columns,
   * `[batch, …, rows, columns, features]`.
   */
  readonly start: number;
  readonly tokens: number;
  /** The number of separate streams in each sample, such as frames, or copies in a model for a fixed batch. */
  readonly streams: number;
}

/**
 * Finds the tokens that the attention layers of an encoder mix.
 * @throws if there is no attention, or the layers do not all attend from the same tokens to the same tokens, each with a skip connection.
 */
export function tokenStream(caller: string, graph: Graph): TokenStream {
  const blocks = attentionBlocks(graph);
  const [first] = blocks;
  if (first === undefined) {
    throw unsupportedModel(
      `${caller}: the method needs attention, a softmax whose weights multiply activations; this encoder has none; use gradient(), ` +
        'integratedGradients() or attnLrp().',
    );
  }
  const streams = blocks.map((block) => streamOf(caller, graph, block));
  const [{ node: start, shape }] = streams as [Skipped];
  const [tokens = 0] = shape.slice(-2);
  const other = streams.find((each) => `${each.shape}` !== `${shape}`);
  if (other) throw unlike(caller, `tokens of shape [${shape}], then [${other.shape}]`);
  if (!isBottleneck(graph, start)) {
    throw unlike(caller, `a path from the inputs to the latent that avoids the tokens "${start.name}"`);
  }
  return { blocks, start: start.id, tokens, streams: size(shape.slice(0, -2)) };
}

const unlike = (caller: string, found: string): Error =>
  unsupportedModel(
    `${caller}: expected attention layers that all attend from the same tokens to the same tokens, each added to its input by a skip ` +
      `connection; this encoder has ${found}; use attnLrp() or gradient().`,
  );

/** A node to whose output an attention layer is added, and the shape of this output as tokens, `[…, tokens, features]`. */
interface Skipped {
  readonly node: GraphNode;
  readonly shape: readonly number[];
}

/** The node to whose output an attention layer is added, checked against the shape of the attention weights. */
function streamOf(caller: string, { nodes }: Graph, { weights, product }: AttentionBlock): Skipped {
  const { name, outputShape } = nodes[weights] as GraphNode;
  const [queries, keys] = outputShape.slice(-2);
  if (queries !== keys) throw unlike(caller, `${queries} queries and ${keys} keys in "${name}"`);
  const stream = skipConnection(nodes, ancestorsOf(nodes, weights), product);
  if (stream === undefined) throw unlike(caller, `no skip connection around "${name}"`);
  const { shape } = stream;
  const outer = shape.slice(0, -2).filter((length) => length > 1);
  const axes = outputShape.filter((length) => length > 1);
  const fits = shape.at(-2) === keys && outer.every((length, i) => axes[i] === length);
  if (fits) return stream;
  throw unlike(caller, `weights of shape [${outputShape}] in "${name}" for tokens of shape [${shape}]`);
}

/**
 * The other input of the sum that a product reaches, if attention depends on it, also if it joins rows and columns of patches there. Sums
 * with something else are passed.
 */
function skipConnection(
  nodes: readonly GraphNode[],
  before: ReadonlySet<number>,
  product: number,
): Skipped | undefined {
  const carriers = new Set([product]);
  for (const { id, inputs, operation } of nodes) {
    if (!inputs.some((from) => carriers.has(from))) continue;
    const skipped = inputs.find((from) => before.has(beforeReshapes(nodes, from)));
    if (operation.kind === 'add' && skipped !== undefined) {
      const [node, shape] = [nodes[beforeReshapes(nodes, skipped)], nodes[skipped]?.outputShape];
      return node && shape && { node, shape };
    }
    if (skipped === undefined) carriers.add(id);
  }
  return undefined;
}

/** The node whose numbers a node holds in other rows, with the same features. */
function beforeReshapes(nodes: readonly GraphNode[], id: number): number {
  const { operation, inputs: [from] = [], outputShape } = nodes[id] ?? {};
  const isReshaped = operation?.kind === 'reshape' && from !== undefined;
  return isReshaped && nodes[from]?.outputShape.at(-1) === outputShape?.at(-1)
    ? beforeReshapes(nodes, from)
    : id;
}

function ancestorsOf(nodes: readonly GraphNode[], id: number): ReadonlySet<number> {
  const found = new Set([id]);
  for (const node of [...nodes].reverse()) {
    if (found.has(node.id)) for (const from of node.inputs) found.add(from);
  }
  return found;
}
