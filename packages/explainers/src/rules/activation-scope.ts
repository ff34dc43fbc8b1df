import type { ActivationName, GraphNode } from '@csm/core';

/**
 * Which nonlinearities a rule replaces: `relu` (ReLU and ReLU6, what the methods were defined for), or `all` that the
 * reference implementation replaces: also ELU, sigmoid, tanh, softplus and softsign. Others keep their own derivative.
 */
export type ActivationScope = 'relu' | 'all';

const members: Record<ActivationScope, readonly ActivationName[]> = {
  relu: ['relu', 'relu6'],
  all: ['relu', 'relu6', 'elu', 'sigmoid', 'tanh', 'softplus', 'softsign'],
};

/** Whether a node is a nonlinearity of the scope. */
export function inScope(node: GraphNode, scope: ActivationScope): boolean {
  return node.operation.kind === 'activation' && members[scope].includes(node.operation.activation);
}

/** @throws if the scope is none of its values. */
export function checkScope(caller: string, scope: ActivationScope): void {
  if (Object.hasOwn(members, scope)) return;
  throw new Error(`${caller}: activations must be 'relu' or 'all'; got ${JSON.stringify(scope)}.`);
}
