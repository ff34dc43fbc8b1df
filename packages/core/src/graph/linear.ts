import type { Operation } from './operation.js';

/** Every output value is a copy of one input value, or 0. */
const ROUTING: readonly Operation['kind'][] = [
  'reshape',
  'concatenate',
  'slice',
  'permute',
  'padding',
  'cropping',
];

const LINEAR: readonly Operation['kind'][] = [
  ...ROUTING,
  'add',
  'average',
  'averagePool',
  'batchNormalization',
  'convolution',
  'convolution1d',
  'dense',
  'depthwiseConvolution',
  'subtract',
  'transposedConvolution',
  'upsampling',
];

/**
 * Whether an operation is linear in its inputs, in all of them together, up to a constant: y = J x + b with a J that does
 * not depend on x. Neither max pooling nor the elementwise maximum is, nor a product, layer normalisation or an
 * activation other than `linear`. Of a layer or node that is run as it is, only what is known to be linear counts.
 */
export function isLinear(operation: Operation): boolean {
  if (operation.kind === 'layer' || operation.kind === 'graphOperation') return operation.linear;
  if (operation.kind === 'activation') return operation.activation === 'linear';
  return LINEAR.includes(operation.kind);
}

/**
 * Whether every output value of an operation is a copy of one input value, or 0, as in reshaping, slicing, concatenating,
 * padding and upsampling by repetition. Relevance goes back through it by the ordinary vector–Jacobian product.
 */
export function isRouting(operation: Operation): boolean {
  if (operation.kind === 'upsampling') return operation.interpolation === 'nearest';
  return ROUTING.includes(operation.kind) || (operation.kind === 'activation' && isLinear(operation));
}
