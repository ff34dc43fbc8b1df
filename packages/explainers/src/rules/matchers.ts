import { type GraphNode, isFlat, isLinear } from '@csm/core/extend';

/** Activations over several numbers at once, to which rules for functions of one number do not apply. */
export const NOT_ELEMENTWISE: readonly string[] = ['softmax', 'logSoftmax', 'hardmax'];

/**
 * Matches nonlinear functions of one number: every activation except softmax, log-softmax and hardmax, which take several numbers at once,
 * and functions such as a square root.
 *
 * @category Run a method with rules
 */
export function isElementwise({ operation }: GraphNode): boolean {
  if (operation.kind === 'elementwise') return true;
  if (operation.kind === 'graphOperation') return operation.elementwise === true && !operation.linear;
  return operation.kind === 'activation' && !NOT_ELEMENTWISE.includes(operation.activation);
}

/** Matches nodes whose derivative is 0 although they depend on the inputs, such as a mask by comparison. */
export function isStep({ operation, inputs, constantInputs }: GraphNode): boolean {
  return inputs.length > 0 && isFlat(operation, constantInputs);
}

/** Matches products of two inputs. */
export function isProduct({ operation, inputs }: GraphNode): boolean {
  return operation.kind === 'multiply' && inputs.length === 2;
}

/** Matches products and quotients of two inputs, one of which may be a gate; not those with a constant that are linear. */
export function isGated(node: GraphNode): boolean {
  const { operation, inputs, constantInputs } = node;
  if (isLinear(operation, constantInputs)) return false;
  const isQuotient =
    operation.kind === 'divide' ||
    (operation.kind === 'graphOperation' && ['Div', 'RealDiv'].includes(operation.className));
  return isProduct(node) || (isQuotient && inputs.length === 2);
}

/**
 * Matches convolutions with SAME padding or zeros on explicit sides, to which {@link borderMask} applies.
 *
 * @category Run a method with rules
 */
export function isPaddedConvolution({ operation }: GraphNode): boolean {
  if (operation.kind !== 'convolution') return false;
  const { padding } = operation;
  return typeof padding === 'string' ? padding === 'same' : padding.flat().some((cells) => cells > 0);
}

/**
 * Matches nonlinearities that no rule of a layer-by-layer method describes: every operation except linear ones, elementwise
 * functions, max pooling and nodes through which nothing is propagated, such as softmax, products and layer normalisation.
 */
export function isUnruledNonlinearity(node: GraphNode): boolean {
  const { operation, constantInputs } = node;
  if (isFlat(operation, constantInputs)) return false;
  const isLinearNode = isLinear(operation, constantInputs);
  return !['input', 'maxPool'].includes(operation.kind) && !isElementwise(node) && !isLinearNode;
}

/** The name of the operation that a node computes, for error messages: `relu`, `GRU`, `convolution`. */
export function operationName({ operation }: GraphNode): string {
  if (operation.kind === 'activation') return operation.activation;
  if (operation.kind === 'elementwise') return operation.function;
  if (operation.kind === 'reduction') return `${operation.reduction} reduction`;
  return 'className' in operation ? operation.className : operation.kind;
}
