import type { GeneConcept, RankedGene } from '@csm/core/statistics';
import type { NdArray } from 'ndarray';
import type { MarkerCertificate } from './certified-marker.js';
import type { Evidence } from './evidence.js';
import type { Marker, Settings } from './settings.js';
import type { SpotMaps } from './spot-maps.js';

/** A concept with everything that figures and tables show of it. */
export interface ConceptResult {
  readonly marker: Marker;
  readonly found: GeneConcept;
  /** The gene whose counts and maps are shown: the second of the concept, as in the paper. */
  readonly shown: RankedGene;
  /** Place of the shown gene in the concept. */
  readonly shownAt: number;
  /** Concept score of every gene, in the order of the rasters. */
  readonly scores: Float64Array;
  /** The decoded concept, `[height, width, 1]`, and its values at the spots. */
  readonly decoded: NdArray<Float32Array>;
  readonly decodedAtSpots: Float32Array;
  /** The maps of each method. */
  readonly maps: readonly SpotMaps[];
}

/** Measures of how well counts, decoded concept and maps find the layers of a marker. */
export interface LayerCase {
  readonly marker: string;
  readonly layers: readonly string[];
  /** Whether the case is included in means. */
  readonly counts: boolean;
  readonly rows: readonly Evidence[];
}

/** A figure of the page. */
export interface Figure {
  /** Name of the files `<name>.svg` and `<name>.png` in the folder. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
}

/** The results of one training on one replicate. */
export interface Analysis {
  readonly seed: number;
  /** The folder of the results, relative to the page. */
  readonly folder: string;
  /** How the model was made, and its reconstruction loss, in words. */
  readonly model: string;
  readonly concepts: readonly ConceptResult[];
  /** One entry per marker and layer; empty if spots have no labels. */
  readonly evidence: readonly LayerCase[];
  /** Whether to believe each concept and its maps by each drawn method. */
  readonly certificates: readonly MarkerCertificate[];
  readonly figures: readonly Figure[];
  /** Warnings of the methods, such as maps that are not complete. */
  readonly warnings: readonly string[];
  /** Other files of the folder. */
  readonly files: readonly { readonly name: string; readonly content: string }[];
}

/** A tissue with one analysis per seed. */
export interface Replicate {
  readonly name: string;
  /** The data, and what was chosen and left out. */
  readonly notes: readonly string[];
  readonly settings: Settings;
  readonly analyses: readonly Analysis[];
}
