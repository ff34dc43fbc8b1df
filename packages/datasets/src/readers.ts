export { readCelebaAttributes } from './images/celeba/celeba-attributes.js';
export { celebaCrop, celebaImageSize } from './images/celeba/celeba-crop.js';
export {
  type CelebaLandmarks,
  celebaLandmarkNames,
  readCelebaLandmarks,
} from './images/celeba/celeba-landmarks.js';
export { type CelebaSplit, celebaSplits, readCelebaPartition } from './images/celeba/celeba-partition.js';
export type { CelebaTableOptions } from './images/celeba/celeba-rows.js';
export type { CropBox } from './images/pictures/picture.js';
export { countsByGene, type SpotRow } from './spatial/counts-by-gene.js';
export {
  placeSpots,
  readSpotTransformation,
  type SpotTransformation,
  type SpotTransformationOptions,
} from './spatial/st/spot-transformation.js';
