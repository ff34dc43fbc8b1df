import {
  type ChannelOptions,
  checkChannelOptions,
  checkOptions,
  checkSeed,
  checkWatchers,
  keyedRandom,
  rows,
  someNames,
  spearman,
  unsupportedModel,
} from '@csm/base';
import {
  type ConceptScore,
  type ConceptVector,
  type EncodeOptions,
  type Encoder,
  type Explainer,
  explain,
  type Inputs,
} from '@csm/core';
import { checkEncoder, encoderOfGraph, type Graph, type GraphNode } from '@csm/core/extend';
import { dispose, Tensor, tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { shuffle } from 'simple-statistics';
import { channelSums } from '../maps/sum-channels.js';
import { zip } from '../maps/zip.js';
import { type MapSimilarity, mapSimilarity, perSimilarity } from '../similarity/map-similarity.js';
import { nanMean } from '../statistics/nan-mean.js';

/** Options of {@link modelControl}. */
export interface ModelControlOptions extends Omit<EncodeOptions, 'sample'>, Pick<ChannelOptions, 'channels'> {
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /** Called with the names of layers whose weights cannot be changed on a copy. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** The similarity of maps to those of the original encoder after one more layer was randomised. */
export interface ModelControlStage {
  /** The layer that was randomised last; all layers closer to the latent were randomised before. */
  readonly layer: string;
  /** Mean over the inputs. */
  readonly similarity: MapSimilarity;
  /** Spearman correlation of the magnitudes, mean over the inputs; 1 for maps that differ only in sign. */
  readonly absoluteSpearman: number;
}

/**
 * The model control, or cascading randomisation: replaces weights by random ones layer by layer, from the latent down, and makes
 * the concept's maps again at each stage. Maps that remain similar do not depend on what the encoder has learnt.
 * Null, for a method that does depend on what was learnt: similarity near 0 from the first stages on.
 *
 * Weights are shuffled within each tensor, which keeps their scale (Adebayo et al. draw new ones). In this way
 * activations neither vanish nor explode, and maps change only because the learnt structure is destroyed. Tensors of
 * equal numbers, such as biases of zero, keep their values. The concept vector does not change. The weights of a copy
 * of `encoder.graph` are shuffled; the user's model is not touched.
 *
 * Source: Adebayo et al. 2018 (arXiv 1810.03292).
 *
 * @returns one stage per layer that has weights, from the latent down.
 * @throws as `explain`; also if the encoder has no graph. Methods that sample a VAE's posterior cannot run on the
 * copy.
 * @category Controls
 */
export async function modelControl(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options: ModelControlOptions = {},
): Promise<ModelControlStage[]> {
  const caller = 'modelControl';
  checkOptions<ModelControlOptions>(caller, options, {
    seed: true,
    channels: true,
    batchSize: true,
    signal: true,
    onProgress: true,
    onWarning: true,
  });
  checkWatchers(caller, options);
  const { seed = 0, channels, onProgress, onWarning = console.warn, ...rest } = options;
  checkChannelOptions(caller, { channels });
  checkSeed(caller, seed);
  checkEncoder(caller, encoder);
  const { graph, layout } = encoder;
  if (graph === undefined) {
    throw unsupportedModel(
      `${caller}: the encoder does not show its layers; make it with layersEncoder or graphEncoder.`,
    );
  }
  const quiet = { ...rest, onWarning: () => {} };
  const weighted = nodesWithWeights(graph).reverse();
  warnOfFixedWeights(graph.nodes, onWarning);
  const original = (await explain(encoder, concept, inputs, explainer, { ...rest, onWarning })).maps;
  const nodes = [...graph.nodes];
  const shuffledWeights: Tensor[] = [];
  const stages: ModelControlStage[] = [];
  try {
    for (const node of weighted) {
      nodes[node.id] = await shuffledNode(node, seed, shuffledWeights);
      const copy: Encoder = { ...encoderOfGraph({ ...graph, nodes }), ...(layout && { layout }) };
      const { maps } = await explain(copy, concept, inputs, explainer, quiet);
      stages.push({ layer: node.name, ...meanSimilarity(original, maps, { channels, layout }) });
      onProgress?.({ done: stages.length, total: weighted.length });
    }
  } finally {
    dispose(shuffledWeights);
  }
  return stages;
}

/** Mean over the inputs. */
function meanSimilarity(a: NdArray, b: NdArray, options: ChannelOptions): Omit<ModelControlStage, 'layer'> {
  const pixels = channelSums('modelControl', a, options);
  const shape = pixels.shape.slice(1);
  const pairs = [...zip(rows(pixels), rows(channelSums('modelControl', b, options)))];
  const similarities = pairs.map(([first, second]) => mapSimilarity(first, second, shape));
  const absolute = pairs.map(([first, second]) => spearman(first.map(Math.abs), second.map(Math.abs)));
  return {
    similarity: perSimilarity((name) => nanMean(similarities.map((similarity) => similarity[name]))),
    absoluteSpearman: nanMean(absolute),
  };
}

/** The nodes whose weights can be changed on a copy. */
export function nodesWithWeights(graph: Graph): GraphNode[] {
  return graph.nodes.filter(({ operation }) => weightNames(operation).length > 0);
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

function warnOfFixedWeights(nodes: readonly GraphNode[], onWarning: (message: string) => void): void {
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
    `modelControl: the model itself runs ${names}, whose weights are not randomised; the result only covers the other layers.`,
  );
}
