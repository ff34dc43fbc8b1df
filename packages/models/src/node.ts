export { fileCheckpoint } from './file-checkpoint.js';
export { readHdf5FromDisk } from './hdf5-file-from-disk.js';
export { loadKerasWeightsFromDisk } from './load-keras-weights-from-disk.js';
export { loadLayersModelFromDisk } from './load-layers-model-from-disk.js';
export { loadVae } from './load-vae.js';
export { saveVae } from './save-vae.js';
export { type TerminalProgressOptions, terminalProgress } from './terminal-progress.js';
