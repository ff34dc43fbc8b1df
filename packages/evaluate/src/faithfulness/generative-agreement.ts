import { checkOptions, type ImageLayout, pearson, rows, spearman } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkMaps, checkSameShape } from '../maps/check-maps.js';
import { withChannelsLast } from '../maps/picture-layout.js';
import { channelSums } from '../maps/sum-channels.js';
import { zip } from '../maps/zip.js';
import { topOverlap } from '../similarity/top-overlap.js';

/** Options of {@link generativeAgreement}. */
export interface GenerativeAgreementOptions {
  /** Order of the axes of pictures. Default: channels last; shapes such as `[3, 64, 64]` are rejected. */
  readonly layout?: ImageLayout | undefined;
}

/** The similarity of maps to the decoder's changes; one number per input. */
export interface GenerativeAgreement {
  /**
   * Pearson correlation, feature by feature, with sign: positive where a brighter feature raises the score and the decoder makes it
   * brighter.
   */
  readonly signed: Float64Array;
  /** Spearman correlation of the magnitudes, summed over channels. */
  readonly magnitude: Float64Array;
  /** {@link topOverlap} of the largest tenth of the magnitudes. */
  readonly topOverlap: Float64Array;
}

/**
 * Generative agreement: whether a map highlights the pixels that the decoder changes when the concept is added to the
 * latent. The decoder shows where the concept is drawn in this input; the map shows where the encoder looks for it.
 * They need not agree. But if a map agrees with its concept's change no better than with a random concept's change,
 * it shows nothing of the concept. This is the null; compute it with `conceptChange` of random concepts.
 *
 * Source: the idea of checking explanations against a generative model's counterfactuals, Singla et al. 2020 (arXiv 1911.00483)
 * and Lang et al. 2021 (arXiv 2104.13369).
 *
 * @param changes array of the maps' shape, as {@link conceptChange} returns it.
 * @throws if the shapes differ, or pictures look like channels first and no layout is given.
 * @category Faithfulness
 */
export function generativeAgreement(
  maps: NdArray,
  changes: NdArray,
  options: GenerativeAgreementOptions = {},
): GenerativeAgreement {
  const caller = 'generativeAgreement';
  checkOptions<GenerativeAgreementOptions>(caller, options, { layout: true });
  const { layout } = options;
  checkMaps(caller, maps);
  checkSameShape(caller, maps, changes, 'maps and changes');
  const magnitudes = (array: NdArray) =>
    rows(channelSums(caller, array, { channels: 'sumOfMagnitudes', layout }));
  const magnitudePairs = [...zip(magnitudes(maps), magnitudes(changes))];
  const signed = zip(
    rows(withChannelsLast(caller, 'maps', maps, layout)),
    rows(withChannelsLast(caller, 'changes', changes, layout)),
  );
  return {
    signed: Float64Array.from(signed, ([map, change]) => pearson(map, change)),
    magnitude: Float64Array.from(magnitudePairs, ([map, change]) => spearman(map, change)),
    topOverlap: Float64Array.from(magnitudePairs, ([map, change]) => topOverlap(map, change)),
  };
}
