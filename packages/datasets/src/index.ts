export { type BatchNumbers, type BatchNumbersOptions, batchNumbers } from './cells/batch-numbers.js';
export { cellBatches } from './cells/cell-batches.js';
export type { CellBatchesOptions, CellMatrixOptions } from './cells/cell-batches-options.js';
export type { CellBatch, CellBatches, CellValues } from './cells/cell-batches-types.js';
export { cellMatrix } from './cells/cell-matrix.js';
export type { CellRows, Cells } from './cells/cells.js';
export { cellsOf } from './cells/cells-of.js';
export { differentialExpression } from './cells/differential-expression/differential-expression.js';
export type {
  DifferentialExpression,
  DifferentialExpressionOptions,
} from './cells/differential-expression/differential-expression-types.js';
export type { OpenCellsOptions, ReadCellsOptions } from './cells/files/cells-options.js';
export { readCells } from './cells/files/read-cells.js';
export type { GeneSet } from './cells/gene-sets/gene-set.js';
export { type GeneSetScoresOptions, geneSetScores } from './cells/gene-sets/gene-set-scores.js';
export { type ReadGeneSetsOptions, readGeneSets } from './cells/gene-sets/read-gene-sets.js';
export type { CellGroup } from './cells/groups/cell-group.js';
export { type CellDesign, type DesignOptions, designOf } from './cells/groups/design-of.js';
export { type LabelGroupsOptions, labelGroups } from './cells/groups/label-groups.js';
export { otsuThreshold } from './cells/groups/otsu-threshold.js';
export { type ProteinGroupsOptions, proteinGroups } from './cells/groups/protein-groups.js';
export { type RegionGroupOptions, regionGroup } from './cells/groups/region-group.js';
export { type ThresholdGroupOptions, thresholdGroup } from './cells/groups/threshold-group.js';
export { type TopBottomGroupOptions, topBottomGroup } from './cells/groups/top-bottom-group.js';
export { type TwoGroupsOptions, twoGroups } from './cells/groups/two-groups.js';
export {
  type HighlyVariableGenes,
  type HighlyVariableGenesOptions,
  highlyVariableGenes,
} from './cells/highly-variable-genes.js';
export { type NormaliseCountsOptions, normaliseCounts } from './cells/normalise-counts.js';
export type { ByteSource } from './files/byte-source.js';
export { type CelebaFilesOptions, celebA } from './images/celeba/celeba-from-files.js';
export type { CelebaOptions } from './images/celeba/celeba-options.js';
export { type ImageFolderFilesOptions, imageFolder } from './images/folder/image-folder-from-files.js';
export type { ImageFolderOptions } from './images/folder/image-folder-options.js';
export type { ImageBatch, SkippedImage } from './images/image-batch.js';
export { type ImageDataset, imageDataset } from './images/image-dataset.js';
export type { BatchesOptions, ImageDatasetOptions, ImagesOptions } from './images/image-dataset-options.js';
export type { ResizeMethod } from './images/pictures/resize-method.js';
export { meanSample } from './sampling/mean-sample.js';
export { selectSamples } from './sampling/select-samples.js';
export { shuffled } from './sampling/shuffled.js';
export { type GroupSplit, type SplitByGroupOptions, splitByGroup } from './sampling/split-by-group.js';
export { type SplitBySeedOptions, splitBySeed } from './sampling/split-by-seed.js';
export { readAnnData } from './spatial/anndata/anndata-from-bytes.js';
export type { AnnDataResults, UnsField, UnsValue } from './spatial/anndata/anndata-results.js';
export {
  type RankedGroup,
  type RankGenesGroupsOptions,
  rankGenesGroups,
} from './spatial/anndata/rank-genes-groups.js';
export type { ReadAnnDataBytesOptions, ReadAnnDataOptions } from './spatial/anndata/read-anndata-options.js';
export {
  type AddToAnnDataBytesOptions,
  addToAnnDataBytes,
} from './spatial/anndata/write/add-to-anndata-bytes.js';
export type { AddedResults } from './spatial/anndata/write/plan-additions.js';
export type { WrittenAnnData } from './spatial/anndata/write/plan-anndata.js';
export {
  type WriteAnnDataBytesOptions,
  writeAnnDataBytes,
} from './spatial/anndata/write/write-anndata-bytes.js';
export { atSpots, meanAtSpots } from './spatial/at-spots.js';
export type { CellArray } from './spatial/cell-array.js';
export { geneCounts, geneTotals, spotTotals } from './spatial/gene-counts.js';
export { geneIndex, type NamedGenes } from './spatial/gene-index.js';
export { type GeneRasters, type GeneRastersOptions, geneRasters } from './spatial/gene-rasters.js';
export { gridNeighbours } from './spatial/grid-neighbours.js';
export type { ReadCountsOptions } from './spatial/read-counts-options.js';
export type { ResultColumn, ResultColumns } from './spatial/results/result-columns.js';
export { geneTable, spotTable } from './spatial/results/result-tables.js';
export { selectSpots } from './spatial/select-spots.js';
export { type SmoothCountsOptions, smoothCounts } from './spatial/smoothing/smooth-counts.js';
export { type SpotNeighboursOptions, spotNeighbours } from './spatial/smoothing/spot-neighbours.js';
export type {
  ColumnCategories,
  RawCounts,
  SparseCounts,
  SpatialCounts,
  SpotColumn,
  SpotLayout,
  Spots,
} from './spatial/spatial-counts.js';
export {
  type LabelSpotsOptions,
  labelSpots,
  readSpotLabels,
  type SpotLabelsOptions,
} from './spatial/spot-labels.js';
export { type ReadOptions, readSpatialTranscriptomics } from './spatial/st/read-spatial-transcriptomics.js';
export type { Read10xOptions } from './spatial/tenx/read-10x-options.js';
export { read10x } from './spatial/tenx/tenx-from-files.js';
export type { TissueImage } from './spatial/tissue-image.js';
export { type MergeBinsOptions, mergeBins } from './spatial/visium/merge-bins.js';
export type { ReadVisiumOptions } from './spatial/visium/read-visium-options.js';
export { readVisium } from './spatial/visium/visium-from-files.js';
export { syntheticCells } from './synthetic/cells/synthetic-cells.js';
export type { SyntheticCells, SyntheticCellsOptions } from './synthetic/cells/synthetic-cells-types.js';
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
