import type { ActivationName, Encoder, GraphNode } from '@csm/core';

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

/** Tells of an encoder that has no nonlinearity of the scope: the method's map is then the plain gradient. */
export function warnWithoutActivations(
  caller: string,
  { graph }: Encoder,
  scope: ActivationScope,
  onWarning: (message: string) => void,
): void {
  // What an encoder without a graph holds cannot be known.
  if (graph === undefined || graph.nodes.some((node) => inScope(node, scope))) return;
  const held = new Set(
    graph.nodes.flatMap(({ operation }) => (operation.kind === 'activation' ? [operation.activation] : [])),
  );
  onWarning(
    `${caller}: the encoder has no ${scope === 'relu' ? 'ReLU' : 'nonlinearity'} for the method's rule, so its map is by the ` +
      `plain gradient. ${held.size > 0 ? `It has ${[...held].join(', ')}: see the option activations.` : ''}`.trimEnd(),
  );
}
