import type { Progress } from '@csm/base';
import type { ConceptScore, ConceptVector, Encoder } from '@csm/core';
import type { Features } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import type { LabelDesign } from '../concepts/concept-examples.js';

/** What {@link regionSignificance} tests. Groups and strata are those of the donors. */
export interface RegionTest extends LabelDesign {
  readonly encoder: Encoder;
  /** Concept vectors, scored by their dot product, or any scores. All of them share the encodings. */
  readonly concepts: ConceptVector | ConceptScore | readonly (ConceptVector | ConceptScore)[];
  /** The inputs whose regions are replaced, `[n, ...inputShape]`; the effects are means over them. */
  readonly inputs: NdArray;
  /** Donors that have the concept, `[m, ...inputShape]`: real inputs, not those from which the concept was made. */
  readonly positives: NdArray;
  /** Donors that lack it. */
  readonly negatives: NdArray;
  /**
   * The regions: labels of shape `[...inputShape]`, such as those of `gridFeatures`, `featureSets` or `neighbourhoodFeatures`, the
   * same for all inputs. Default: 8 × 8 patches of pictures, each number of other inputs.
   */
  readonly features?: Features | undefined;
}

/** Options of {@link regionSignificance}. */
export interface RegionSignificanceOptions {
  /**
   * Number of random permutations of the donors' labels, at least 2; all labellings if there are not more. Default: four times
   * as many as a single region needs to be significant, from 999 to 9,999.
   */
  readonly permutations?: number | undefined;
  /** Largest q of a significant region, above 0 and below 1. Default 0.05. */
  readonly level?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /** As in `explain`. */
  readonly batchSize?: number | undefined;
  /** As in `explain`. */
  readonly memory?: number | string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with what makes all results doubtful, such as a score that no region of any donor changes. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called after each donor, and once in the end. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A region, and how much its content matters to the score. */
export interface TestedRegion {
  /** The label of the region in the features. */
  readonly label: number;
  /**
   * How much higher the score is with the region of a donor that has the concept than with that of one that lacks it. With
   * strata, a mean over the strata. NaN if no stratum or group has both labels.
   */
  readonly effect: number;
  /** Two-sided permutation p-value. */
  readonly p: number;
  /** p adjusted for the false discovery rate over the regions: `benjaminiHochberg`. */
  readonly q: number;
}

/** The regions where a concept is read. */
export interface RegionSignificance {
  /** Name of the concept. */
  readonly name: string;
  readonly regions: readonly TestedRegion[];
  /** Each member's share of its region's effect, `[...inputShape]`: the members of a region add up to the effect. */
  readonly map: NdArray<Float32Array>;
  /** 1 in regions with q ≤ level, else 0, `[...inputShape]`. */
  readonly significant: NdArray<Uint8Array>;
  /** The smallest p that these labels and permutations allow. A single region needs `smallestP` × regions ≤ level. */
  readonly smallestP: number;
  /** The number of labellings with which the given one was compared. */
  readonly permutations: number;
  /** Whether these were all labellings, instead of a random sample. */
  readonly isExact: boolean;
}
