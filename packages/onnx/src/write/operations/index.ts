import { activation } from './elementwise/activation.js';
import { elementwise } from './elementwise/elementwise.js';
import { merge } from './elementwise/merge.js';
import { scale, shift } from './elementwise/scale.js';
import { batchNormalization } from './normalization/batch-normalization.js';
import { groupNormalization } from './normalization/group-normalization.js';
import { layerNormalization } from './normalization/layer-normalization.js';
import { localResponseNormalization } from './normalization/local-response-normalization.js';
import { lpNormalization } from './normalization/lp-normalization.js';
import { padding } from './padding.js';
import { argMax, cumulativeSum, expand, gather, tile, topK } from './positions.js';
import { dense } from './products/dense.js';
import { einsum } from './products/einsum.js';
import { matMul } from './products/mat-mul.js';
import { recurrent } from './recurrent.js';
import { reduction } from './reduction.js';
import { resample } from './resample.js';
import { convolution } from './windows/convolution.js';
import { convolution1d } from './windows/convolution-1d.js';
import { depthwiseConvolution } from './windows/depthwise-convolution.js';
import { pooling } from './windows/pooling.js';
import { transposedConvolution } from './windows/transposed-convolution.js';
import type { WriteOperation } from './write-operation.js';

/** The kinds whose forward pass is one or a few operators of the standard; all others are recorded kernel by kernel. */
export const OPERATIONS: Readonly<Record<string, WriteOperation<never> | undefined>> = {
  activation,
  add: merge,
  argMax,
  average: merge,
  averagePool: pooling,
  batchNormalization,
  convolution,
  convolution1d,
  convolution3d: convolution,
  cumulativeSum,
  dense,
  depthwiseConvolution,
  divide: merge,
  einsum,
  elementwise,
  expand,
  gather,
  groupNormalization,
  layerNormalization,
  localResponseNormalization,
  lpNormalization,
  matMul,
  maxPool: pooling,
  maximum: merge,
  minimum: merge,
  multiply: merge,
  padding,
  power: merge,
  recurrent,
  reduction,
  resample,
  scale,
  shift,
  subtract: merge,
  tile,
  topK,
  transposedConvolution,
};
