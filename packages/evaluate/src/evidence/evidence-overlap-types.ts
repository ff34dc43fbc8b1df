import type { ImageLayout } from '@csm/base';
import type { Features } from '@csm/explainers';
import type { NdArray } from 'ndarray';

/** Options of {@link evidenceOverlap}. */
export interface EvidenceOverlapOptions {
  /** The features of the evidence. Default: a grid of 8 × 8 patches for pictures, otherwise each number. */
  readonly features?: Features | undefined;
  /**
   * Where the encoder was asked: `replacedFeatures` of `@csm/explainers`, `[n, ...inputShape]`. Features with 0 are left out, because
   * input and donors have the same content there, so that an effect of 0 says nothing. Default: everywhere.
   */
  readonly asked?: NdArray | undefined;
  /** Order of the axes of pictures: `layout` of the explanation. Default: channels last. */
  readonly layout?: ImageLayout | undefined;
}

/** How well maps agree with what the encoder answers: means over inputs, and one number per input. */
export interface EvidenceOverlap {
  /**
   * Pearson correlation between the magnitudes of map and evidence over the features, per number of a feature and weighted by the
   * features' sizes. Unlike the overlap, it is 0 for a map that is
   * unrelated to the evidence, however the evidence is spread. A map that is equal everywhere has 0.
   */
  readonly correlation: number;
  readonly correlations: Float64Array;
  /**
   * Σ_r min(a_r, e_r), the overlap of two distributions over the features: 1 if map and evidence are distributed alike, 0 if they
   * share no feature.
   */
  readonly overlap: number;
  readonly overlaps: Float64Array;
  /** The overlap of a map that is equal everywhere: what no information reaches. Near 1 if the evidence is spread over the input. */
  readonly uniform: number;
  /** Share of the map in features without effect: those whose |E_r| is below 1 % of the mean over the features. */
  readonly unread: number;
  /** Number of features that were asked about, of the input that has fewest. */
  readonly features: number;
}
