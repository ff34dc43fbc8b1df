export { fileCheckpoint } from './file-checkpoint.js';
export { loadLayersModelFromDisk } from './load-layers-model-from-disk.js';
export { loadVae } from './load-vae.js';
export { saveVae } from './save-vae.js';
export { type TerminalProgressOptions, terminalProgress } from './terminal-progress.js';
