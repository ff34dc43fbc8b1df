export type { OpenCellsOptions } from './cells/files/cells-options.js';
export { openCells } from './cells/files/open-cells.js';
export { type CelebaFolderOptions, celebA } from './images/celeba/celeba-from-folder.js';
export { type OpenCelebAImagesOptions, openCelebAImages } from './images/celeba/open-celeba-images.js';
export { type ImageFolderOnDiskOptions, imageFolder } from './images/folder/image-folder-on-disk.js';
export { type OpenImagesOptions, openImages } from './images/folder/open-images.js';
export type { ImageReader, ImageReaderCall } from './images/image-reader.js';
export { imageParquet } from './images/parquet/image-parquet.js';
export type { ImageParquetOptions, OpenImageParquetOptions } from './images/parquet/image-parquet-options.js';
export { openImageParquet } from './images/parquet/open-image-parquet.js';
export { openAnnData } from './spatial/anndata/anndata-from-path.js';
export type { AnnDataResults, UnsField, UnsValue } from './spatial/anndata/anndata-results.js';
export {
  type RankedGroup,
  type RankGenesGroupsOptions,
  rankGenesGroups,
} from './spatial/anndata/rank-genes-groups.js';
export { type AddToAnnDataOptions, addToAnnData } from './spatial/anndata/write/add-to-anndata.js';
export { type WriteAnnDataOptions, writeAnnData } from './spatial/anndata/write/write-anndata.js';
export {
  type OlfactoryBulb,
  type OlfactoryBulbOptions,
  openOlfactoryBulb,
} from './spatial/st/olfactory-bulb.js';
export {
  type ReadFileOptions,
  readSpatialTranscriptomicsFile,
} from './spatial/st/spatial-transcriptomics-file.js';
export { open10x } from './spatial/tenx/tenx-from-path.js';
export { openVisium } from './spatial/visium/visium-from-folder.js';
export { writeTable } from './tables/write-table.js';
