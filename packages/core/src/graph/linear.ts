import { kindOf, type Operation } from './operation.js';

/**
 * Whether an operation is linear in its inputs, in all of them together, up to a constant: y = J x + b with a J that does
 * not depend on x. Neither max pooling nor the elementwise maximum is, nor a product, layer normalisation or an
 * activation other than `linear`. A layer or node that is run as it is counts as linear only if it is known to be.
 */
export function isLinear(operation: Operation): boolean {
  return has('linear', operation);
}

/**
 * Whether every output value of an operation is a copy of one input value, or 0, as in reshaping, slicing, concatenating,
 * padding and upsampling by repetition. Relevance goes back through it by the ordinary vector–Jacobian product.
 */
export function isRouting(operation: Operation): boolean {
  return has('routing', operation);
}

function has(property: 'linear' | 'routing', operation: Operation): boolean {
  if (operation.kind === 'input') return false;
  const value = kindOf(operation)[property] ?? false;
  return typeof value === 'function' ? value(operation) : value;
}
