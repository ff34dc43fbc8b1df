import { checkRequiredOptions } from '@csm/base';
import type { ConceptScore, ConceptVector, Encoder, Inputs } from '@csm/core';
import {
  checkEncoder,
  checkedScores,
  EXPLAIN_OPTIONS,
  type Explainer,
  explainScores,
} from '@csm/core/extend';
import { reshape, sum, type Tensor } from '@tensorflow/tfjs-core';
import { channelsLastLayer } from '../layers/channels-last-layer.js';
import type { ExplainLayerOptions } from '../layers/explain-layer-options.js';
import { channelRanking } from './channel-ranking.js';
import type { ChannelRelevance } from './channel-relevance-types.js';
import { layerRelevance } from './layer-relevance.js';

/**
 * Ranks the channels of a hidden layer by their relevance for a concept: how much of the score passes through each channel, by a method that
 * propagates relevance.
 *
 * The relevance of a channel is the sum over its positions, which is the sum of its map by `conceptRelevance` plus what biases and ε absorb
 * between the layer and the input. Over all channels it adds up to the score minus what they absorb after the layer, if every path passes
 * through the layer. Costs as much as the method.
 *
 * Source: Achtibat et al. 2023 (arXiv 2206.03208).
 *
 * @param inputs `[n, ...inputShape]`, borrowed: inputs with the concept, whose mean relevance ranks the channels.
 * @param explainer a method that propagates relevance: `lrp()`, `epsilonLrp()`, `attnLrp()`, `cpLrp()` or `inputXGradient()`; the last one gives
 *   gradient × activation.
 * @returns one result for one concept, or one per concept for an array of them.
 * @throws before any work, as `explain`; also if the method's maps are not relevance, or the encoder has no such layer.
 * @category Hidden layers
 */
export async function channelRelevance(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainLayerOptions,
): Promise<ChannelRelevance>;
export async function channelRelevance(
  encoder: Encoder,
  concepts: readonly (ConceptVector | ConceptScore)[],
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainLayerOptions,
): Promise<ChannelRelevance[]>;
export async function channelRelevance(
  encoder: Encoder,
  concepts: ConceptVector | ConceptScore | readonly (ConceptVector | ConceptScore)[],
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainLayerOptions,
): Promise<ChannelRelevance | ChannelRelevance[]> {
  const caller = 'channelRelevance';
  checkRequiredOptions<ExplainLayerOptions>(caller, options, { ...EXPLAIN_OPTIONS, layer: true });
  checkEncoder(caller, encoder);
  const { layer } = options;
  const perChannel = layerRelevance(caller, explainer, layer, sumOverPositions);
  const channels = channelsLastLayer(caller, encoder, layer).outputShape.at(-1) ?? 1;
  const isList = Array.isArray(concepts);
  const list: readonly (ConceptVector | ConceptScore)[] = isList ? concepts : [concepts];
  const scores = checkedScores(caller, list, encoder.latentSize);
  const found = await explainScores(caller, encoder, scores, inputs, perChannel, options, [channels]);
  const { name, description } = explainer;
  const ranked = found.map(
    ({ scores: values, maps }, k): ChannelRelevance => ({
      name: (scores[k] as ConceptScore).name,
      layer,
      explainer: name,
      ...(description && { description }),
      scores: values,
      relevance: maps,
      ranking: channelRanking(maps),
    }),
  );
  return isList ? ranked : (ranked[0] as ChannelRelevance);
}

/** `[batch, channels]`. */
function sumOverPositions(relevance: Tensor): Tensor {
  const [batch = 1] = relevance.shape;
  const channels = relevance.shape.at(-1) ?? 1;
  return sum(reshape(relevance, [batch, relevance.size / (batch * channels), channels]), 1);
}
