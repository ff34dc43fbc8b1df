import type { ElementwiseStep } from '../../graph/elementwise/expression.js';
import { functionOfActivation } from '../../graph/elementwise/known-activations.js';
import type { ScalarFunction } from '../../graph/elementwise/scalar-functions.js';
import type { Operation } from '../../graph/operation.js';

const MERGES: Readonly<Record<string, ScalarFunction>> = {
  add: (a, b) => a + b,
  average: (a, b) => (a + b) / 2,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
};

/** The elementwise function that a layer's operation computes; undefined if it computes another one, or broadcasts. */
export function elementwiseLayer(
  operation: Operation,
  inputs: readonly number[],
  shapes: readonly (readonly unknown[])[],
): ElementwiseStep | undefined {
  const own = operation.kind === 'activation' ? functionOfActivation(operation) : MERGES[operation.kind];
  const sameShapes = shapes.every((shape) => `${shape}` === `${shapes[0]}`);
  const arity = operation.kind === 'activation' ? 1 : 2;
  return own && sameShapes && inputs.length === arity ? { function: own, inputs } : undefined;
}
