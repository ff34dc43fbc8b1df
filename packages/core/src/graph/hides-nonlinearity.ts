import type { GraphNode } from './graph.js';
import { isFlat } from './linear.js';
import { mayBeRelu } from './operations/elementwise.js';

/**
 * Whether a node may be or contain a ReLU or another nonlinearity that no backward rule can reach: a layer or node that is run as a whole,
 * an absolute value or a limit that was not recognised as an activation, the larger of a value and a constant,
 * or a choice by a condition that depends on the input.
 *
 * @category Graphs and operations
 */
export function hidesNonlinearity({ operation, constantInputs = [] }: GraphNode): boolean {
  if (constantInputs.length > 0 && constantInputs.every(Boolean)) return false;
  switch (operation.kind) {
    case 'elementwise':
      return mayBeRelu(operation);
    case 'maximum':
    case 'minimum':
      return constantInputs.some(Boolean);
    case 'where':
      return constantInputs[0] !== true && !isFlat(operation, constantInputs);
    default:
      return 'hidesNonlinearity' in operation && operation.hidesNonlinearity;
  }
}
