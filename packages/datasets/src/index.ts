export type { ByteSource } from './files/byte-source.js';
export { readCelebaAttributes } from './images/celeba/celeba-attributes.js';
export { celebaCrop, celebaImageSize } from './images/celeba/celeba-crop.js';
export { type CelebaFilesOptions, celebA } from './images/celeba/celeba-from-files.js';
export {
  type CelebaLandmarks,
  celebaLandmarkNames,
  readCelebaLandmarks,
} from './images/celeba/celeba-landmarks.js';
export { type CelebaSplit, celebaSplits, readCelebaPartition } from './images/celeba/celeba-partition.js';
export type { CelebaTableOptions } from './images/celeba/celeba-rows.js';
export type { CelebaOptions } from './images/celeba/open-celeba.js';
export { type ImageFolderFilesOptions, imageFolder } from './images/folder/image-folder-from-files.js';
export type { ImageFolderOptions } from './images/folder/open-image-folder.js';
export {
  type BatchesOptions,
  type ImageBatch,
  type ImageDataset,
  type ImageDatasetOptions,
  imageDataset,
  type SkippedImage,
} from './images/image-dataset.js';
export { meanSample } from './images/mean-sample.js';
export type { CropBox } from './images/pictures/picture.js';
export { selectSamples } from './sampling/select-samples.js';
export { shuffled } from './sampling/shuffled.js';
export { type GroupSplit, type SplitByGroupOptions, splitByGroup } from './sampling/split-by-group.js';
export { readAnnData } from './spatial/anndata/anndata-from-bytes.js';
export type { ReadAnnDataOptions } from './spatial/anndata/read-anndata.js';
export type { AnnDataResults } from './spatial/anndata/results.js';
export type { UnsValue } from './spatial/anndata/write-elements.js';
export { type GeneRasters, type GeneRastersOptions, geneRasters } from './spatial/gene-rasters.js';
export { selectSpots } from './spatial/select-spots.js';
export {
  countsByGene,
  geneCounts,
  geneTotals,
  type ReadCountsOptions,
  type SparseCounts,
  type SpatialCounts,
  type SpotColumn,
  type SpotLayout,
  type SpotRow,
  type Spots,
  spotTotals,
} from './spatial/spatial-counts.js';
export { labelSpots, readSpotLabels, type SpotLabelsOptions } from './spatial/spot-labels.js';
export {
  type ReadOptions,
  type ReadProgress,
  readSpatialTranscriptomics,
} from './spatial/st/read-spatial-transcriptomics.js';
export {
  placeSpots,
  readSpotTransformation,
  type SpotTransformation,
} from './spatial/st/spot-transformation.js';
export type { TissueImage } from './spatial/tissue-image.js';
export { readVisium } from './spatial/visium/visium-from-files.js';
export {
  type BulbLayer,
  bulbLayers,
  type SyntheticBulb,
  type SyntheticBulbOptions,
  syntheticBulb,
} from './synthetic/synthetic-bulb.js';
export {
  type FaceAttribute,
  faceAttributeNames,
  maskThreshold,
  type SyntheticFaces,
  type SyntheticFacesOptions,
  syntheticFaces,
} from './synthetic/synthetic-faces.js';
export {
  type AttributeColumn,
  type AttributeRow,
  type AttributeTable,
  type AttributeValue,
  attributeTable,
} from './tables/attributes/attribute-table.js';
export {
  type ReadAttributeTableOptions,
  readAttributeTable,
} from './tables/attributes/read-attribute-table.js';
export { geneTable, type ResultColumn, type ResultColumns, spotTable } from './tables/result-tables.js';
