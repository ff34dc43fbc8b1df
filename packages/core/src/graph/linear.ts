import { kindOf, type Operation } from './operation.js';

/**
 * Whether an operation is jointly linear in all its inputs, up to a constant: y = J x + b with a J that does
 * not depend on x. Max pooling, the elementwise maximum, products, layer normalisation and activations other than
 * `linear` are not. A layer or node that runs as a whole counts as linear only if it is known to be linear.
 *
 * @param constantInputs those of the operation's node: every operation of constants only is linear, and so is a product of constants and
 *   one other input. Default: no input is a constant.
 * @category Graphs and operations
 */
export function isLinear(operation: Operation, constantInputs: readonly boolean[] = []): boolean {
  return onlyConstants(constantInputs) || has('linear', operation, constantInputs);
}

/**
 * Whether every output value of an operation is a copy of one input value, or 0, as in reshaping, slicing, concatenating,
 * padding and upsampling by repetition. Relevance is propagated through it by the ordinary vector–Jacobian product.
 *
 * @param constantInputs those of the operation's node. Default: no input is a constant.
 * @category Graphs and operations
 */
export function isRouting(operation: Operation, constantInputs: readonly boolean[] = []): boolean {
  return has('routing', operation, constantInputs);
}

/**
 * Whether the derivative of an operation is 0 although its output depends on its inputs, as that of comparisons, indices and rounded numbers.
 *
 * @param constantInputs those of the operation's node: an operation of constants only has no derivative that could be missed.
 * @category Graphs and operations
 */
export function isFlat(operation: Operation, constantInputs: readonly boolean[] = []): boolean {
  return !onlyConstants(constantInputs) && has('flat', operation, constantInputs);
}

const onlyConstants = (constantInputs: readonly boolean[]): boolean =>
  constantInputs.length > 0 && constantInputs.every(Boolean);

function has(
  property: 'linear' | 'routing' | 'flat',
  operation: Operation,
  constantInputs: readonly boolean[],
): boolean {
  if (operation.kind === 'input') return false;
  const value = kindOf(operation)[property] ?? false;
  return typeof value === 'function' ? value(operation, constantInputs) : value;
}
