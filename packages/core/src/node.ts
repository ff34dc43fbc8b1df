export { loadConcepts, saveConcepts } from './concept-files.js';
export {
  type EncodableSource,
  encodeToDisk,
  type LatentTable,
  loadLatents,
} from './latents-on-disk.js';
