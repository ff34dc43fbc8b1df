export { loadGraphModelFromDisk } from './files/load-graph-model-from-disk.js';
export { loadLayersModelFromDisk } from './files/load-layers-model-from-disk.js';
export { loadVae } from './files/load-vae.js';
export type { ModelPath } from './files/model-location.js';
export { saveVae } from './files/save-vae.js';
export { loadKerasWeightsFromDisk } from './keras/load-keras-weights-from-disk.js';
export { readHdf5FromDisk } from './keras/read-hdf5-from-disk.js';
export { fileCheckpoint } from './training/checkpoint/file-checkpoint.js';
export { type TerminalProgressOptions, terminalProgress } from './training/terminal-progress.js';
