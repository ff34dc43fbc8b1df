// Low-level measures of maps, which the measures of the main entry are built from.
export { pearson, spearman } from '@csm/base';
export { type Checkerboard, type CheckerboardOptions, checkerboard } from './artefacts/checkerboard.js';
export { gaussianBlur } from './faithfulness/gaussian-blur.js';
export { averagePrecision } from './localisation/average-precision.js';
export { sumChannels } from './maps/sum-channels.js';
export { type MapSimilarity, mapSimilarity } from './similarity/map-similarity.js';
export { type SsimOptions, ssim } from './similarity/ssim.js';
export { type TopOverlapOptions, topOverlap } from './similarity/top-overlap.js';
