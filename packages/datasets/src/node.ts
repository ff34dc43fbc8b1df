export { type OlfactoryBulb, openOlfactoryBulb } from './olfactory-bulb.js';
export { type ReadFileOptions, readSpatialTranscriptomicsFile } from './spatial-transcriptomics-file.js';
