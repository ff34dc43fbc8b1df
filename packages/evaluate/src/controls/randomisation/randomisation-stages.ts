import {
  type ChannelOptions,
  checkChannelOptions,
  checkOneOf,
  checkSeed,
  checkWatchers,
  rows,
  spearman,
} from '@csm/base';
import {
  type ConceptScore,
  type ConceptVector,
  type Encoder,
  type Explainer,
  explain,
  type Inputs,
} from '@csm/core';
import { checkEncoder } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { channelSums } from '../../maps/sum-channels.js';
import { zip } from '../../maps/zip.js';
import { mapSimilarity, perSimilarity } from '../../similarity/map-similarity.js';
import { nanMean } from '../../statistics/nan-mean.js';
import type { ModelControlOptions, ModelControlStage } from './model-control-types.js';
import { graphOf, nodesWithWeights, randomisedEncoders, warnOfFixedWeights } from './randomised-encoders.js';

/** The stages of a model control; the options' names are checked before. */
export async function randomisationStages(
  caller: string,
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options: ModelControlOptions,
): Promise<ModelControlStage[]> {
  checkWatchers(caller, options);
  const { order = 'top down', seed = 0, channels, onProgress, onWarning = console.warn, ...rest } = options;
  checkOneOf(caller, 'order', order, ['top down', 'bottom up']);
  checkChannelOptions(caller, { channels });
  checkSeed(caller, seed);
  checkEncoder(caller, encoder);
  const graph = graphOf(caller, encoder);
  const { layout } = encoder;
  warnOfFixedWeights(caller, graph, onWarning);
  const original = (await explain(encoder, concept, inputs, explainer, { ...rest, onWarning })).maps;
  const total = nodesWithWeights(graph).length;
  const stages: ModelControlStage[] = [];
  for await (const { layer, encoder: copy } of randomisedEncoders(graph, layout, { order, seed })) {
    const { maps } = await explain(copy, concept, inputs, explainer, { ...rest, onWarning: () => {} });
    stages.push({ layer, ...meanSimilarity(caller, original, maps, { channels, layout }) });
    onProgress?.({ done: stages.length, total });
  }
  return stages;
}

/** Mean over the inputs. */
function meanSimilarity(
  caller: string,
  a: NdArray,
  b: NdArray,
  options: ChannelOptions,
): Omit<ModelControlStage, 'layer'> {
  const pixels = channelSums(caller, a, options);
  const shape = pixels.shape.slice(1);
  const pairs = [...zip(rows(pixels), rows(channelSums(caller, b, options)))];
  const similarities = pairs.map(([first, second]) => mapSimilarity(first, second, shape));
  const absolute = pairs.map(([first, second]) => spearman(first.map(Math.abs), second.map(Math.abs)));
  return {
    similarity: perSimilarity((name) => nanMean(similarities.map((similarity) => similarity[name]))),
    absoluteSpearman: nanMean(absolute),
  };
}
