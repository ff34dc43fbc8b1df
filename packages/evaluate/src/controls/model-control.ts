import {
  type ConceptScore,
  type ConceptVector,
  type EncodeOptions,
  type Encoder,
  type Explainer,
  encoderOfGraph,
  explain,
  type Graph,
  type GraphNode,
  type Inputs,
} from '@csm/core';
import { dispose, Tensor, tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { shuffle } from 'simple-statistics';
import { checkSeed } from '../maps/check.js';
import { rowsOf, sumChannels } from '../maps/maps.js';
import { meanDefined } from '../maps/mean.js';
import { keyedRandom } from '../maps/random.js';
import { type MapSimilarity, mapSimilarity, similarityNames } from '../similarity/map-similarity.js';

/** Options of {@link modelControl}. */
export interface ModelControlOptions extends EncodeOptions {
  /** Default 0. */
  seed?: number | undefined;
  /** Told of layers whose weights cannot be changed on a copy. Default `console.warn`. */
  onWarning?: ((message: string) => void) | undefined;
}

/** How alike maps are to those of the encoder as it is, after one more layer was randomised. */
export interface ModelControlStage {
  /** The layer that was randomised last; all above it were before. */
  readonly layer: string;
  /** Mean over the inputs. */
  readonly similarity: MapSimilarity;
  /** Correlation of the magnitudes' ranks, mean over the inputs: maps that differ in sign alone have 1. */
  readonly absoluteSpearman: number;
}

/**
 * The model control: cascading randomisation. From the latent down, layer by layer, weights are replaced by random ones, and the
 * concept's maps are made again. Maps that stay alike do not depend on what the encoder has learnt. Null, for a method that does
 * depend on it: similarity near 0 from the first stages on.
 *
 * Weights are shuffled within each tensor, which keeps their scale (Adebayo et al. draw new ones): activations neither vanish
 * nor explode, and what changes a map is what was learnt. Tensors of equal numbers, such as biases of zero, stay as they are. The
 * concept vector stays the same. It happens on a copy of `encoder.graph`; the user's model is untouched.
 *
 * Source: Adebayo et al. 2018 (arXiv 1810.03292).
 *
 * @returns a stage for every layer that has weights, from the latent down.
 * @throws if the encoder does not show its layers; as `explain`. Methods that sample a VAE's posterior cannot run on the copy.
 */
export async function modelControl(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options: ModelControlOptions = {},
): Promise<ModelControlStage[]> {
  const { seed = 0, onProgress, onWarning = console.warn, ...rest } = options;
  checkSeed('modelControl', seed);
  const graph = encoder?.graph;
  if (graph === undefined) {
    throw new Error(
      'modelControl: this encoder does not show its layers. Make it with layersEncoder or graphEncoder.',
    );
  }
  const quiet = { ...rest, onWarning: () => {} };
  const changeable = changeableNodes(graph).reverse();
  warnOfOpaque(graph.nodes, onWarning);
  const original = (await explain(encoder, concept, inputs, explainer, { ...rest, onWarning })).maps;
  const nodes = [...graph.nodes];
  const made: Tensor[] = [];
  const stages: ModelControlStage[] = [];
  try {
    for (const node of changeable) {
      const randomised = await randomisedNode(node, seed, made);
      nodes[node.id] = randomised;
      const copy = encoderOfGraph({ ...graph, nodes });
      const { maps } = await explain(copy, concept, inputs, explainer, quiet);
      stages.push({ layer: node.name, ...compared(original, maps) });
      onProgress?.({ done: stages.length, total: changeable.length });
    }
  } finally {
    dispose(made);
  }
  return stages;
}

function compared(a: NdArray, b: NdArray): Omit<ModelControlStage, 'layer'> {
  const pixels = sumChannels(a);
  const others = rowsOf(sumChannels(b));
  const shape = pixels.shape.slice(1);
  const found = rowsOf(pixels).map((row, i) => ({
    ...mapSimilarity(row, others[i]!, shape),
    absolute: mapSimilarity(row.map(Math.abs), others[i]!.map(Math.abs)).spearman,
  }));
  const mean = (name: keyof MapSimilarity) => meanDefined(found.map((similarity) => similarity[name]));
  const similarity = Object.fromEntries(similarityNames.map((name) => [name, mean(name)]));
  return {
    similarity: similarity as unknown as MapSimilarity,
    absoluteSpearman: meanDefined(found.map(({ absolute }) => absolute)),
  };
}

/** The nodes with weights that can be changed on a copy. */
export function changeableNodes(graph: Graph): GraphNode[] {
  return graph.nodes.filter(({ operation }) => weightsOf(operation).length > 0);
}

/** Names of an operation's weights. */
function weightsOf(operation: GraphNode['operation']): string[] {
  return Object.entries(operation)
    .filter(([name, value]) => value instanceof Tensor && name !== 'noise')
    .map(([name]) => name);
}

/** The node with shuffled weights, which are put among `made`. */
async function randomisedNode(node: GraphNode, seed: number, made: Tensor[]): Promise<GraphNode> {
  const operation: Record<string, unknown> = { ...node.operation };
  for (const name of weightsOf(node.operation)) {
    const weight = operation[name] as Tensor;
    const values = Array.from(await weight.data());
    // The same key for all weights of a node: those of equal length, as BatchNormalization's, keep together.
    const shuffled = tensor(shuffle(values, keyedRandom('model', seed, node.id)), weight.shape, weight.dtype);
    made.push(shuffled);
    operation[name] = shuffled;
  }
  return { ...node, operation: operation as unknown as GraphNode['operation'] };
}

function warnOfOpaque(nodes: readonly GraphNode[], onWarning: (message: string) => void): void {
  const opaque = nodes.filter(
    ({ operation }) =>
      operation.kind === 'graphOperation' ||
      (operation.kind === 'layer' && operation.layer.getWeights().length > 0),
  );
  if (opaque.length === 0) return;
  onWarning(
    `modelControl: ${opaque.map(({ name }) => `"${name}"`).join(', ')} are run by the model itself; any weights of theirs stay ` +
      'as they are.',
  );
}
