export { loadConcepts, saveConcepts } from './concepts/concept-files.js';
export { encodeToDisk } from './encode/disk/encode-to-disk.js';
export type { EncodeToDiskOptions } from './encode/disk/encode-to-disk-options.js';
export type { EncodableSource, LatentTable } from './encode/disk/latent-table.js';
export { loadLatents } from './encode/disk/load-latents.js';
export { readNpy } from './npy/read-npy.js';
export { writeNpy } from './npy/write-npy.js';
