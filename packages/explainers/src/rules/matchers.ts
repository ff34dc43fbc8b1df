import { type GraphNode, isLinear } from '@csm/core/extend';

/** Activations over several numbers at once, to which rules for functions of one number do not apply. */
const NOT_ELEMENTWISE: readonly string[] = ['softmax', 'logSoftmax'];

/** Matches elementwise activations: every activation except softmax and log-softmax, which take several numbers at once. */
export function isElementwise({ operation }: GraphNode): boolean {
  return operation.kind === 'activation' && !NOT_ELEMENTWISE.includes(operation.activation);
}

/** Matches convolutions with SAME padding, to which {@link borderMask} applies. */
export function isPaddedConvolution({ operation }: GraphNode): boolean {
  return operation.kind === 'convolution' && operation.padding === 'same';
}

/**
 * Matches nonlinearities that no rule of a layer-by-layer method describes: every operation except linear ones, elementwise
 * activations and max pooling, such as softmax, products and layer normalisation.
 */
export function isUnruledNonlinearity(node: GraphNode): boolean {
  const { operation } = node;
  return !['input', 'maxPool'].includes(operation.kind) && !isElementwise(node) && !isLinear(operation);
}

/** The name of the operation that a node computes, for error messages: `relu`, `GRU`, `convolution`. */
export function operationName({ operation }: GraphNode): string {
  if (operation.kind === 'activation') return operation.activation;
  return 'className' in operation ? operation.className : operation.kind;
}
