import {
  type ChannelOptions,
  checkChannelOptions,
  checkCount,
  checkOptions,
  checkSeed,
  checkWatchers,
  invalidArgument,
  rows,
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
import { checkEncoder } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { channelSums } from '../../maps/sum-channels.js';
import { zip } from '../../maps/zip.js';
import { histogramEntropy, scottsRule } from './histogram-entropy.js';
import { graphOf, nodesWithWeights, randomisedEncoders, warnOfFixedWeights } from './randomised-encoders.js';

/** Options of {@link efficientMprt}. */
export interface EfficientMprtOptions
  extends Omit<EncodeOptions, 'sample'>,
    Pick<ChannelOptions, 'channels'> {
  /** Number of bins of the histograms. Default: for each input by Scott's rule of its original map, from 10 to 200. */
  readonly bins?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /** Called with the names of layers whose weights cannot be changed on a copy. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** The complexity of maps before and after all weights were randomised; one number per input. */
export interface EfficientMprt {
  /** Entropy of the histogram of the map of the encoder, in nats. */
  readonly original: Float64Array;
  /** Entropy of the histogram of the map of the encoder with random weights, in nats. */
  readonly randomised: Float64Array;
  /** (`randomised` − `original`) / `original`; NaN if `original` is 0, that is for a map that is the same everywhere. */
  readonly rise: Float64Array;
}

/**
 * Efficient MPRT, the model parameter randomisation test by complexity: how much the entropy of a map's histogram rises when all weights are randomised,
 * (H(m̂) − H(m)) / H(m). A map that shows what was learnt is more ordered than that of a random encoder: a large rise.
 * Null: 0, for a method that does not depend on the weights; a rise that is not positive does not pass. It compares no maps with each other, so neither
 * a similarity nor an order of the layers has to be chosen; but it says nothing about where a map lies, and a trained encoder of noise-like maps
 * also has none.
 *
 * Cost: two sets of maps; {@link modelControl} needs one per layer.
 *
 * Source: Hedström et al. 2023 (arXiv 2401.06465). Weights are shuffled within each tensor, where the paper draws new ones.
 *
 * @throws as {@link modelControl}; also if the encoder has no weights.
 * @category Controls
 */
export async function efficientMprt(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options: EfficientMprtOptions = {},
): Promise<EfficientMprt> {
  const caller = 'efficientMprt';
  checkOptions<EfficientMprtOptions>(caller, options, {
    bins: true,
    seed: true,
    channels: true,
    batchSize: true,
    signal: true,
    onProgress: true,
    onWarning: true,
  });
  checkWatchers(caller, options);
  const { bins, seed = 0, channels, onProgress, onWarning = console.warn, ...rest } = options;
  if (bins !== undefined) checkCount(caller, 'bins', bins, { min: 2 });
  checkChannelOptions(caller, { channels });
  checkSeed(caller, seed);
  checkEncoder(caller, encoder);
  const graph = graphOf(caller, encoder);
  const { layout } = encoder;
  if (nodesWithWeights(graph).length === 0) {
    throw invalidArgument(`${caller}: expected an encoder with weights; got one without.`);
  }
  warnOfFixedWeights(caller, graph, onWarning);
  const first = await explain(encoder, concept, inputs, explainer, { ...rest, onWarning });
  onProgress?.({ done: 1, total: 2 });
  let last: NdArray = first.maps;
  for await (const copy of randomisedEncoders(graph, layout, { order: 'top down', seed })) {
    if (!copy.isLast) continue;
    const quiet = { ...rest, onWarning: () => {} };
    last = (await explain(copy.encoder, concept, inputs, explainer, quiet)).maps;
  }
  onProgress?.({ done: 2, total: 2 });
  const shown = (maps: NdArray) => rows(channelSums(caller, maps, { channels, layout }));
  const entropies = Array.from(zip(shown(first.maps), shown(last)), ([before, after]) => {
    const count = bins ?? scottsRule(before);
    return [histogramEntropy(before, count), histogramEntropy(after, count)] as const;
  });
  const original = Float64Array.from(entropies, ([before]) => before);
  const randomised = Float64Array.from(entropies, ([, after]) => after);
  const rise = original.map((before, i) => (before === 0 ? Number.NaN : (randomised[i]! - before) / before));
  return { original, randomised, rise };
}
