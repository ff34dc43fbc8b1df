import { checkCount, checkOneOf, checkRequiredOptions } from '@csm/base';
import type { ConceptScore, ConceptVector, Encoder, Inputs } from '@csm/core';
import {
  checkEncoder,
  checkedScores,
  EXPLAIN_OPTIONS,
  type Explainer,
  explainScores,
  type Graph,
} from '@csm/core/extend';
import { argMax, cast, max, reshape, stack, sum, type Tensor } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { channelsLastLayer } from '../layers/channels-last-layer.js';
import { channelRanking } from './channel-ranking.js';
import { checkChannels, checkChannelsOfLayer } from './check-channels.js';
import { layerRelevance } from './layer-relevance.js';
import { receptiveField } from './receptive-field.js';
import type { RelevanceMaximisationOptions } from './relevance-maximisation-options.js';
import type { RelevanceMaximisation, RelevantExample } from './relevant-examples.js';

/**
 * Relevance maximisation: for the channels of a hidden layer that carry a concept, the inputs for which each channel is most relevant,
 * with the part of the input where it is. Unlike inputs of the largest activation, they show what the channel contributes to _this_ concept.
 *
 * Costs as much as the method, once for all channels. `channelFigure` of `@csm/render` draws the examples;
 * `conceptRelevance(explainer, { layer, channels: [channel] })` gives the map of a channel for one of them.
 *
 * Source: Achtibat et al. 2023 (arXiv 2206.03208).
 *
 * @param inputs `[n, ...inputShape]`, borrowed: the examples to choose from, such as a part of the data set.
 * @param explainer a method that propagates relevance: `lrp()`, `epsilonLrp()`, `attnLrp()`, `cpLrp()` or `inputXGradient()`.
 * @returns the ranking of `channelRelevance`, and examples of each channel.
 * @throws before any work, as `channelRelevance`; also if the layer has no such channels.
 * @category Hidden layers
 */
export async function relevanceMaximisation(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options: RelevanceMaximisationOptions,
): Promise<RelevanceMaximisation> {
  const caller = 'relevanceMaximisation';
  checkRequiredOptions<RelevanceMaximisationOptions>(caller, options, {
    ...EXPLAIN_OPTIONS,
    layer: true,
    channels: true,
    top: true,
    examples: true,
    by: true,
  });
  const { layer, channels: wanted, top = 5, examples = 8, by = 'sum' } = options;
  checkEncoder(caller, encoder);
  const perChannel = layerRelevance(caller, explainer, layer, sumMaxAndPlace);
  checkCount(caller, 'top', top);
  checkCount(caller, 'examples', examples);
  checkOneOf(caller, 'by', by, ['sum', 'max']);
  const node = channelsLastLayer(caller, encoder, layer);
  if (wanted) checkChannels(caller, wanted);
  const count = checkChannelsOfLayer(caller, node, wanted ?? []);
  const scores = checkedScores(caller, [concept], encoder.latentSize);
  const [found] = await explainScores(caller, encoder, scores, inputs, perChannel, options, [3, count]);
  const { maps, scores: values } = found as NonNullable<typeof found>;
  const [n = 0] = maps.shape;
  const numberOf = (input: number, what: keyof typeof ROWS, channel: number) =>
    maps.get(input, ROWS[what], channel);
  const relevance = ndarray(
    Float32Array.from({ length: n * count }, (_, at) => numberOf(Math.floor(at / count), 'sum', at % count)),
    [n, count],
  );
  const ranking = channelRanking(relevance);
  const chosen =
    wanted ??
    ranking
      .filter(({ relevance: mean }) => mean > 0)
      .slice(0, top)
      .map(({ channel }) => channel);
  const spatial = node.outputShape.slice(0, -1);
  const exampleOf = (input: number, channel: number): RelevantExample => {
    const position = unravelled(numberOf(input, 'place', channel), spatial);
    const field = receptiveField(encoder.graph as Graph, node, [...position, channel]);
    return {
      input,
      relevance: numberOf(input, 'sum', channel),
      score: values.get(input),
      position,
      receptiveField: field.map(([first, last]) => [first, last + 1] as const),
    };
  };
  const { name, description } = explainer;
  return {
    name: concept.name,
    layer,
    explainer: name,
    ...(description && { description }),
    scores: values,
    relevance,
    ranking,
    channels: chosen.map((channel) => ({
      channel,
      relevance: ranking.find((ranked) => ranked.channel === channel)?.relevance ?? 0,
      examples: Array.from({ length: n }, (_, input) => input)
        .map((input) => ({ input, by: numberOf(input, by, channel) }))
        .filter((each) => each.by > 0)
        .sort((a, b) => b.by - a.by || a.input - b.input)
        .slice(0, examples)
        .map(({ input }) => exampleOf(input, channel)),
    })),
  };
}

/** The rows of {@link sumMaxAndPlace}. */
const ROWS = { sum: 0, max: 1, place: 2 } as const;

/** Sum and maximum over positions, and where the maximum is, `[batch, 3, channels]`. */
function sumMaxAndPlace(relevance: Tensor): Tensor {
  const [batch = 1] = relevance.shape;
  const channels = relevance.shape.at(-1) ?? 1;
  const line = reshape(relevance, [batch, relevance.size / (batch * channels), channels]);
  return stack([sum(line, 1), max(line, 1), cast(argMax(line, 1), 'float32')], 1);
}

/** The index along each axis of the cell with a number, counted row by row. */
function unravelled(cell: number, shape: readonly number[]): number[] {
  let rest = cell;
  return shape
    .map((_, axis) => {
      const length = shape[shape.length - 1 - axis] ?? 1;
      const index = rest % length;
      rest = Math.floor(rest / length);
      return index;
    })
    .reverse();
}
