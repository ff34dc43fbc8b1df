// Building blocks of the measures in the main entry.
export { type GaussianBlurOptions, gaussianBlur } from './faithfulness/gaussian-blur.js';
export { averagePrecision } from './localisation/average-precision.js';
export { sumChannels } from './maps/sum-channels.js';
export { type MapSimilarity, mapSimilarity } from './similarity/map-similarity.js';
