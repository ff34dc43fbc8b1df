export type { ByteSource } from './byte-source.js';
export { type GeneRasters, type GeneRastersOptions, geneRasters } from './gene-rasters.js';
export { meanSample } from './mean-sample.js';
export {
  type ReadOptions,
  type ReadProgress,
  readSpatialTranscriptomics,
} from './read-spatial-transcriptomics.js';
export { selectSamples } from './select-samples.js';
export {
  countsByGene,
  geneCounts,
  geneTotals,
  type SparseCounts,
  type SpatialCounts,
  type SpotRow,
  type Spots,
  spotTotals,
} from './spatial-counts.js';
export { labelSpots, readSpotLabels, type SpotLabelsOptions } from './spot-labels.js';
export {
  type BulbLayer,
  bulbLayers,
  type SyntheticBulb,
  type SyntheticBulbOptions,
  syntheticBulb,
} from './synthetic-bulb.js';
export {
  type FaceAttribute,
  faceAttributeNames,
  maskThreshold,
  type SyntheticFaces,
  type SyntheticFacesOptions,
  syntheticFaces,
} from './synthetic-faces.js';
