import { checkList, invalidArgument, shown, typeName, validNames } from '@csm/base';
import type { BackwardRule, BackwardRules, Graph, GraphNode } from '@csm/core/extend';
import { type ActivationName, NODE_NAMES, type OperationKind } from './node-names.js';

/** A kind of operation such as `maxPool`, or an activation such as `relu`. */
export type NodeName = OperationKind | ActivationName;

/** Selects the nodes of a rule: by a name, by a list of names, or by a function that returns true for them. */
export type NodeMatch = NodeName | readonly NodeName[] | ((node: GraphNode, graph?: Graph) => boolean);

/**
 * The nodes to which a rule applies, and the rule. If the rule is undefined, the nodes keep their ordinary
 * vector–Jacobian product.
 */
export type RulePair = readonly [match: NodeMatch, rule: BackwardRule | undefined];

/**
 * Assigns backward rules to the nodes of a graph: each node gets the rule of the first pair that matches it. Nodes
 * that no pair matches keep their ordinary vector–Jacobian product.
 *
 * ```ts
 * composite([
 *   [activations('relu'), rectified({ percentile: 95 })],
 *   ['maxPool', proportionalMaxPool()],
 *   [isPaddedConvolution, borderMask()],
 * ]);
 * ```
 *
 * @throws if a pair is not a match and a rule, or a name is unknown.
 * @category Run a method with rules
 */
export function composite(pairs: readonly RulePair[]): BackwardRules {
  checkList('composite', 'pairs', pairs);
  const matchers = pairs.map((pair, i) => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw invalidArgument(`composite: pair ${i} must be [match, rule]; got ${typeName(pair)}.`);
    }
    const [match, rule] = pair as RulePair;
    checkRule(i, rule);
    return { matches: matcher(i, match), rule };
  });
  return (node, graph) => matchers.find(({ matches }) => matches(node, graph))?.rule;
}

function matcher(pair: number, match: NodeMatch): (node: GraphNode, graph?: Graph) => boolean {
  if (typeof match === 'function') return match;
  const names: readonly unknown[] = Array.isArray(match) ? match : [match];
  for (const name of names) checkName(pair, name);
  return ({ operation }) =>
    names.includes(operation.kind) ||
    (operation.kind === 'activation' && names.includes(operation.activation));
}

function checkName(pair: number, name: unknown): void {
  if (typeof name !== 'string') {
    throw invalidArgument(
      `composite: the match of pair ${pair} must be a name, a list of names or a function of the node; got ${typeName(name)}.`,
    );
  }
  if (NODE_NAMES.includes(name)) return;
  const valid = validNames('kinds and activations', name, NODE_NAMES);
  throw invalidArgument(`composite: pair ${pair} matches the unknown kind ${shown(name)}; ${valid}.`);
}

function checkRule(pair: number, rule: BackwardRule | undefined): void {
  if (rule === undefined || typeof rule?.backward === 'function') return;
  const hint = typeof rule === 'function' ? '; call it: guided(), not guided' : '';
  throw invalidArgument(
    `composite: the rule of pair ${pair} must be a BackwardRule or undefined; got ${typeName(rule)}${hint}.`,
  );
}
