import type { GeneConcept } from '../../support/olfactory-bulb/gene-concept.js';
import type { Evidence } from './evidence.js';
import type { MarkerRun } from './stability.js';

/** A marker gene and the layers that it marks: more than one where they count as one. */
export interface Marker {
  readonly gene: string;
  readonly layers: readonly string[];
  /** Layers that are measured too, but do not count in means. */
  readonly beside?: readonly string[];
}

/** Of a marker: how well everything finds its layers. */
export interface LayerCase {
  readonly marker: string;
  readonly layers: readonly string[];
  /** Whether it counts in means. */
  readonly counts: boolean;
  readonly rows: readonly Evidence[];
}

/** What one training on one replicate came to. */
export interface Analysis {
  readonly seed: number;
  readonly epochs: number;
  readonly reconstruction: number;
  readonly concepts: readonly GeneConcept[];
  readonly runs: readonly MarkerRun[];
  /** Of each marker, where spots have labels. */
  readonly evidence: readonly LayerCase[];
  /** Mean correlation over spots of the marker's map by the paper's method with those of random vectors. */
  readonly controlCorrelations: Readonly<Record<string, number>>;
  /** Files in the folder. */
  readonly figures: readonly string[];
}

/** A replicate with an analysis a seed. */
export interface Replicate {
  readonly name: string;
  readonly description: string;
  readonly analyses: readonly Analysis[];
}
