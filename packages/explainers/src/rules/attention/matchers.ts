import { type GraphNode, isLinear } from '@csm/core/extend';

/** Matches products of two or more activations: matrix products, products of elements and Einstein sums; not products with constants. */
export function isActivationProduct({ operation, inputs, constantInputs }: GraphNode): boolean {
  const isProduct = ['matMul', 'multiply', 'einsum'].includes(operation.kind);
  return isProduct && inputs.length > 1 && !isLinear(operation, constantInputs);
}

/** Matches layer, group and instance normalisation, which take the mean away. */
export function isCentredNormalization({ operation }: GraphNode): boolean {
  return operation.kind === 'layerNormalization' || operation.kind === 'groupNormalization';
}

/** Matches normalisations that only divide: by the root mean square or by a norm. */
export function isDivisionByNorm({ operation }: GraphNode): boolean {
  return operation.kind === 'rmsNormalization' || operation.kind === 'lpNormalization';
}
