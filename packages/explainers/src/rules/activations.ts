import { checkOneOf } from '@csm/base';
import type { GraphNode } from '@csm/core/extend';
import { NOT_ELEMENTWISE } from './matchers.js';
import type { ActivationName } from './node-names.js';

/**
 * The activations that a rule replaces. Other activations keep their derivative.
 *
 * - `relu`: ReLU and ReLU6, for which the methods were defined.
 * - `reference`: the nonlinearities that the reference implementation replaces: those of `relu`, ELU, sigmoid, tanh, softplus and
 *   softsign.
 * - `all`: every elementwise activation: those of `reference`, leaky ReLU, PReLU, thresholded ReLU, SELU, CELU, GELU, swish, mish, shrink, and
 *   the hard sigmoid, swish and tanh. The papers do not define the methods for these; the rule is that of the reference implementation. A
 *   `functionEncoder` is rejected, because a function does not show all of them.
 */
export type ActivationScope = 'relu' | 'reference' | 'all';

const REFERENCE: readonly ActivationName[] = [
  'relu',
  'relu6',
  'elu',
  'sigmoid',
  'tanh',
  'softplus',
  'softsign',
];

const MEMBERS: Readonly<Record<ActivationScope, (name: ActivationName) => boolean>> = {
  relu: (name) => name === 'relu' || name === 'relu6',
  reference: (name) => REFERENCE.includes(name),
  all: (name) => name !== 'linear' && !NOT_ELEMENTWISE.includes(name),
};

/**
 * Matches the activations of a scope, for {@link composite}. @throws if the scope is unknown.
 * @category Backward rules
 */
export function activations(scope: ActivationScope): (node: GraphNode) => boolean {
  checkScope('activations', scope, 'scope');
  const isMember = MEMBERS[scope];
  return ({ operation }) => operation.kind === 'activation' && isMember(operation.activation);
}

/** @throws unless the scope is one of its values. */
export function checkScope(caller: string, scope: ActivationScope, name = 'activations'): void {
  checkOneOf(caller, name, scope, Object.keys(MEMBERS));
}

/** The scope as part of a method's description; the scope of the papers is not mentioned. */
export function scopeSetting(scope: ActivationScope): string | undefined {
  return { relu: undefined, reference: "the reference's activations", all: 'all activations' }[scope];
}

/** The last part of the warning that no activation of the encoder matches a method's rule: advice to the user. */
export const SEE_ACTIVATIONS = 'see the option activations';
