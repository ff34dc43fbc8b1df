import { batchNormalization } from './normalization/batch-normalization.js';
import { groupNormalization } from './normalization/group-normalization.js';
import { localResponseNormalization } from './normalization/local-response-normalization.js';
import { lpNormalization } from './normalization/lp-normalization.js';
import { padding } from './padding.js';
import { resample } from './resample.js';
import { convolution } from './windows/convolution.js';
import { convolution1d } from './windows/convolution-1d.js';
import { depthwiseConvolution } from './windows/depthwise-convolution.js';
import { pooling } from './windows/pooling.js';
import { transposedConvolution } from './windows/transposed-convolution.js';
import type { WriteOperation } from './write-operation.js';

/** The kinds whose forward pass is one operator of the standard, or a few; the others are recorded kernel by kernel. */
export const OPERATIONS: Readonly<Record<string, WriteOperation<never> | undefined>> = {
  averagePool: pooling,
  batchNormalization,
  convolution,
  convolution1d,
  convolution3d: convolution,
  depthwiseConvolution,
  groupNormalization,
  localResponseNormalization,
  lpNormalization,
  maxPool: pooling,
  padding,
  resample,
  transposedConvolution,
  transposedConvolution3d: transposedConvolution,
};
