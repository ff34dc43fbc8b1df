export { readAnnData } from './anndata/anndata-from-bytes.js';
export type { ReadAnnDataOptions } from './anndata/read-anndata.js';
export type { AnnDataResults } from './anndata/results.js';
export type { UnsValue } from './anndata/write-elements.js';
export {
  type AttributeColumn,
  type AttributeRow,
  type AttributeTable,
  type AttributeValue,
  attributeTable,
} from './attributes/attribute-table.js';
export { type ReadAttributeTableOptions, readAttributeTable } from './attributes/read-attribute-table.js';
export type { ByteSource } from './byte-source.js';
export { readCelebaAttributes } from './celeba/celeba-attributes.js';
export { celebaCrop, celebaImageSize } from './celeba/celeba-crop.js';
export { type CelebaFilesOptions, celebA } from './celeba/celeba-from-files.js';
export { type CelebaLandmarks, celebaLandmarkNames, readCelebaLandmarks } from './celeba/celeba-landmarks.js';
export { type CelebaSplit, celebaSplits, readCelebaPartition } from './celeba/celeba-partition.js';
export type { CelebaTableOptions } from './celeba/celeba-rows.js';
export type { CelebaOptions } from './celeba/open-celeba.js';
export { type GeneRasters, type GeneRastersOptions, geneRasters } from './gene-rasters.js';
export {
  type BatchesOptions,
  type ImageBatch,
  type ImageDataset,
  type ImageDatasetOptions,
  imageDataset,
  type SkippedImage,
} from './image-dataset.js';
export { type ImageFolderFilesOptions, imageFolder } from './image-folder/image-folder-from-files.js';
export type { ImageFolderOptions } from './image-folder/open-image-folder.js';
export { meanSample } from './mean-sample.js';
export type { CropBox } from './pictures/picture.js';
export {
  type ReadOptions,
  type ReadProgress,
  readSpatialTranscriptomics,
} from './read-spatial-transcriptomics.js';
export { geneTable, type ResultColumn, type ResultColumns, spotTable } from './result-tables.js';
export { selectSamples } from './select-samples.js';
export { selectSpots } from './select-spots.js';
export { shuffled } from './shuffled.js';
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
} from './spatial-counts.js';
export { type GroupSplit, type SplitByGroupOptions, splitByGroup } from './split-by-group.js';
export { labelSpots, readSpotLabels, type SpotLabelsOptions } from './spot-labels.js';
export {
  placeSpots,
  readSpotTransformation,
  type SpotTransformation,
} from './spot-transformation.js';
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
export type { TissueImage } from './tissue-image.js';
export { readVisium } from './visium/visium-from-files.js';
