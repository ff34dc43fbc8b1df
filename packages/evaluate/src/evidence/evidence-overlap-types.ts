import type { ImageLayout } from '@csm/base';
import type { Features } from '@csm/explainers';

/** Options of {@link evidenceOverlap}. */
export interface EvidenceOverlapOptions {
  /** The features of the evidence. Default: a grid of 8 × 8 patches for pictures, otherwise each number. */
  readonly features?: Features | undefined;
  /** Order of the axes of pictures: `layout` of the explanation. Default: channels last. */
  readonly layout?: ImageLayout | undefined;
}

/** How much of a map lies where the encoder answers. */
export interface EvidenceOverlap {
  /** Mean of `overlaps`. */
  readonly overlap: number;
  /** For each input, Σ_r min(a_r, e_r): 1 if map and evidence are distributed alike, 0 if they share no feature. */
  readonly overlaps: Float64Array;
  /**
   * The same for a map that is equal everywhere, as the mean over inputs: what no information reaches. Near 1 if the evidence is spread
   * over the whole input, as for a change of the brightness.
   */
  readonly uniform: number;
}
