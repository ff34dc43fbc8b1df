export { type AddToAnnDataOptions, addToAnnData } from './anndata/add-to-anndata.js';
export { openAnnData } from './anndata/anndata-from-path.js';
export { type WriteAnnDataOptions, writeAnnData } from './anndata/write-anndata.js';
export { type CelebaFolderOptions, celebA } from './celeba/celeba-from-folder.js';
export { type ImageFolderOnDiskOptions, imageFolder } from './image-folder/image-folder-on-disk.js';
export { type OlfactoryBulb, openOlfactoryBulb } from './olfactory-bulb.js';
export { type ReadFileOptions, readSpatialTranscriptomicsFile } from './spatial-transcriptomics-file.js';
export { openVisium } from './visium/visium-from-folder.js';
export { writeTable } from './write-table.js';
