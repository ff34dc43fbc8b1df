import { activation } from './activation.js';
import { convolution, depthwiseConvolution } from './convolution.js';
import { groupNormalization } from './group-normalization.js';
import { maxPool } from './max-pool.js';
import { resample } from './resample.js';
import { upsampling } from './upsampling.js';
import type { WriteDerivative } from './write-derivative.js';

/** The kinds whose derivative has a faster form in ONNX than the recorded one. */
export const DERIVATIVES: Readonly<Record<string, WriteDerivative<never> | undefined>> = {
  activation,
  convolution,
  depthwiseConvolution,
  groupNormalization,
  maxPool,
  resample,
  upsampling,
};
