import { kindOf, type Operation } from './operation.js';

/**
 * Whether an operation is jointly linear in all its inputs, up to a constant: y = J x + b with a J that does
 * not depend on x. Max pooling, the elementwise maximum, products, layer normalisation and activations other than
 * `linear` are not. A layer or node that runs as a whole counts as linear only if it is known to be linear.
 */
export function isLinear(operation: Operation): boolean {
  return has('linear', operation);
}

/**
 * Whether every output value of an operation is a copy of one input value, or 0, as in reshaping, slicing, concatenating,
 * padding and upsampling by repetition. Relevance is propagated through it by the ordinary vector–Jacobian product.
 */
export function isRouting(operation: Operation): boolean {
  return has('routing', operation);
}

function has(property: 'linear' | 'routing', operation: Operation): boolean {
  if (operation.kind === 'input') return false;
  const value = kindOf(operation)[property] ?? false;
  return typeof value === 'function' ? value(operation) : value;
}
