import type { GeneConcept } from '@csm/core/statistics';
import type { Evidence } from './evidence.js';
import type { MarkerRun } from './stability.js';

/** A marker gene and the layers that it marks. Several layers count as one. */
export interface Marker {
  readonly gene: string;
  readonly layers: readonly string[];
  /** Layers that are also measured but not included in means. */
  readonly alsoMeasured?: readonly string[];
}

/** Measures of how well counts, decoded concept and maps find the layers of a marker. */
export interface LayerCase {
  readonly marker: string;
  readonly layers: readonly string[];
  /** Whether the case is included in means. */
  readonly counts: boolean;
  readonly rows: readonly Evidence[];
}

/** The results of one training on one replicate. */
export interface Analysis {
  readonly seed: number;
  readonly epochs: number;
  readonly reconstruction: number;
  readonly concepts: readonly GeneConcept[];
  readonly runs: readonly MarkerRun[];
  /** One entry per marker; empty if spots have no labels. */
  readonly evidence: readonly LayerCase[];
  /** Mean correlation over spots between the marker's map by the paper's method and the maps of random vectors. */
  readonly controlCorrelations: Readonly<Record<string, number>>;
  /** Names of the figures' files in the folder. */
  readonly figures: readonly string[];
}

/** A replicate with one analysis per seed. */
export interface Replicate {
  readonly name: string;
  readonly description: string;
  readonly analyses: readonly Analysis[];
}
