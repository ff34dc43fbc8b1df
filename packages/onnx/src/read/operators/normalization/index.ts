import type { OperatorReader } from '../../reading.js';
import { batchNormalization } from './batch-normalization.js';
import { groupNormalization } from './group-normalization.js';
import { instanceNormalization } from './instance-normalization.js';
import {
  layerNormalization,
  rmsNormalization,
  skipLayerNormalization,
  skipSimplifiedLayerNormalization,
} from './layer-normalization.js';
import { localResponseNormalization } from './local-response-normalization.js';
import { lpNormalization } from './lp-normalization.js';
import { meanVarianceNormalization } from './mean-variance-normalization.js';

export const normalization: Readonly<Record<string, OperatorReader>> = {
  BatchNormalization: batchNormalization,
  GroupNormalization: groupNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  LRN: localResponseNormalization,
  LpNormalization: lpNormalization,
  MeanVarianceNormalization: meanVarianceNormalization,
  RMSNormalization: rmsNormalization,
  // ONNX Runtime writes it in the standard's domain.
  SimplifiedLayerNormalization: rmsNormalization,
};

/** Of the domain `com.microsoft`, which ONNX Runtime writes into the models that it optimises. */
export const microsoftNormalization: Readonly<Record<string, OperatorReader>> = {
  SimplifiedLayerNormalization: rmsNormalization,
  SkipLayerNormalization: skipLayerNormalization,
  SkipSimplifiedLayerNormalization: skipSimplifiedLayerNormalization,
};
