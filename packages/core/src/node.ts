export { loadConcepts, saveConcepts } from './concepts/concept-files.js';
export {
  type EncodableSource,
  encodeToDisk,
  type LatentTable,
  loadLatents,
} from './encode/latents-on-disk.js';
