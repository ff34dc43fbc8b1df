import type { NdArray } from 'ndarray';
import type { MapKind } from '../colour/display-range.js';

/** The same map for a random concept vector, as a control: see {@link TissueConceptMap}. */
export interface RandomConceptMap {
  /** `[h, w]` or `[h, w, channels]`. Its picture is drawn in a row of its own. */
  readonly map: NdArray;
  /** Mean correlation of the concept's map with the maps of random concept vectors, from −1 to 1. */
  readonly correlation: number;
  /** The number of these vectors. */
  readonly vectors: number;
  /** Whether the correlations are those of |map|; the caption says so. Default false. */
  readonly magnitudes?: boolean | undefined;
}

/** A concept saliency map of a {@link tissueFigure}. */
export interface TissueConceptMap {
  /** The name of the method with its options, such as `'rectified gradient (percentile 95, border mask)'`. */
  readonly method: string;
  /** `[h, w]` or `[h, w, channels]`. */
  readonly map: NdArray;
  /**
   * How `renderMap` draws the map, and that of the random vector. Default `'minMax'`, as in the paper: viridis from minimum to
   * maximum. With `'signed'`, zero is white in every map, which suits methods whose maps have both signs.
   */
  readonly kind?: MapKind | undefined;
  readonly random?: RandomConceptMap | undefined;
}

/** A concept: a column of a {@link tissueFigure}. */
export interface TissueConcept {
  /** The marker gene, or another name of the concept: the heading of the column. */
  readonly marker: string;
  /** Small text under the heading. */
  readonly caption?: string | undefined;
  /** The decoded concept vector, `[h, w]` or `[h, w, 1]`. */
  readonly decoded?: NdArray | undefined;
  /** The gene whose counts and maps are shown. The paper shows the second gene of each concept. */
  readonly gene: string;
  /** The counts of the gene, `[h, w]` or `[h, w, 1]`. */
  readonly counts?: NdArray | undefined;
  /** One row per method: the same methods in the same order for every concept. Default: none. */
  readonly maps?: readonly TissueConceptMap[] | undefined;
}

/** Options of {@link tissueFigure}. */
export interface TissueFigureOptions {
  readonly title?: string | undefined;
  /** One column per concept. */
  readonly concepts: readonly TissueConcept[];
  /**
   * The unit of the counts. Default `'counts'`, for which they are whole numbers. For pictures that were divided by their maximum,
   * such as those of `geneRasters`: `'share of the largest count'`.
   */
  readonly countsUnit?: string | undefined;
  /** Width of a picture in pixels, at least 96. Default: the multiple of the pictures' width that is nearest to 192. */
  readonly cellSize?: number | undefined;
}
