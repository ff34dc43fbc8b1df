import { checkOneOf } from '@csm/base';
import type { GraphNode } from '@csm/core/extend';
import type { ActivationName } from './node-names.js';

/**
 * The activations that a rule replaces: `relu` (ReLU and ReLU6, for which the methods were defined), or `all` (as in
 * the reference implementation, also ELU, sigmoid, tanh, softplus and softsign). Other activations keep their
 * derivative.
 */
export type ActivationScope = 'relu' | 'all';

const MEMBERS: Readonly<Record<ActivationScope, readonly ActivationName[]>> = {
  relu: ['relu', 'relu6'],
  all: ['relu', 'relu6', 'elu', 'sigmoid', 'tanh', 'softplus', 'softsign'],
};

/** Matches the activations of a scope, for {@link composite}. @throws if the scope is unknown. */
export function activations(scope: ActivationScope): (node: GraphNode) => boolean {
  checkScope('activations', scope, 'scope');
  const members = MEMBERS[scope];
  return ({ operation }) => operation.kind === 'activation' && members.includes(operation.activation);
}

/** @throws unless the scope is one of its values. */
export function checkScope(caller: string, scope: ActivationScope, name = 'activations'): void {
  checkOneOf(caller, name, scope, Object.keys(MEMBERS));
}

/** The last part of the warning that no activation of the encoder matches a method's rule: advice to the user. */
export const SEE_ACTIVATIONS = 'see the option activations';
