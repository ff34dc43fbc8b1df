export { type CelebaFolderOptions, celebA } from './celeba/celeba-from-folder.js';
export { type ImageFolderOnDiskOptions, imageFolder } from './image-folder/image-folder-on-disk.js';
export { type OlfactoryBulb, openOlfactoryBulb } from './olfactory-bulb.js';
export { type ReadFileOptions, readSpatialTranscriptomicsFile } from './spatial-transcriptomics-file.js';
