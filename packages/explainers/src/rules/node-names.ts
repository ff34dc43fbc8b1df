import type { Operation } from '@csm/core/extend';

/** The kind of an operation, as in its `kind`: `convolution`, `maxPool`, `activation`, … */
export type OperationKind = Operation['kind'];

/** An activation by its Keras name: `relu`, `tanh`, … */
export type ActivationName = Extract<Operation, { readonly kind: 'activation' }>['activation'];

const KINDS: Readonly<Record<OperationKind, true>> = {
  input: true,
  convolution: true,
  convolution1d: true,
  depthwiseConvolution: true,
  transposedConvolution: true,
  dense: true,
  batchNormalization: true,
  groupNormalization: true,
  layerNormalization: true,
  localResponseNormalization: true,
  lpNormalization: true,
  rmsNormalization: true,
  recurrent: true,
  activation: true,
  maxPool: true,
  averagePool: true,
  upsampling: true,
  padding: true,
  cropping: true,
  permute: true,
  reshape: true,
  slice: true,
  posteriorSample: true,
  add: true,
  average: true,
  subtract: true,
  multiply: true,
  maximum: true,
  minimum: true,
  concatenate: true,
  constant: true,
  argMax: true,
  comparison: true,
  cumulativeSum: true,
  expand: true,
  gather: true,
  lookup: true,
  scatterAdd: true,
  tile: true,
  topK: true,
  where: true,
  layer: true,
  graphOperation: true,
};

const ACTIVATIONS: Readonly<Record<ActivationName, true>> = {
  linear: true,
  relu: true,
  relu6: true,
  leakyRelu: true,
  prelu: true,
  thresholdedRelu: true,
  elu: true,
  selu: true,
  gelu: true,
  gelu_new: true,
  sigmoid: true,
  hardSigmoid: true,
  hardSwish: true,
  hardTanh: true,
  tanh: true,
  softplus: true,
  softsign: true,
  swish: true,
  mish: true,
  softmax: true,
  logSoftmax: true,
};

/** All names by which {@link composite} matches nodes: kinds of operations, then activations. */
export const NODE_NAMES: readonly string[] = Object.keys({ ...KINDS, ...ACTIVATIONS });
