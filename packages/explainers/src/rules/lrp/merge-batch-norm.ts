import { checkFunction } from '@csm/base';
import {
  type BackwardRule,
  type BackwardRules,
  type BackwardStep,
  type Graph,
  type GraphNode,
  operationForward,
  operationVjp,
} from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isWeighted, type WeightedOperation } from '../weighted-layers.js';
import { affineOfChannels, withAffine } from './affine-of-channels.js';
import { passRelevance } from './pass-relevance.js';

/**
 * Makes rules of layer-wise relevance propagation treat a convolution or dense layer and the batch normalisation directly after it as one
 * layer: the rule of the layer gets the kernel K γ/√(σ² + ε), the bias (b − μ) γ/√(σ² + ε) + β and the output of the batch normalisation, which
 * itself passes relevance on. Multiplications and additions with one number per channel, as which some exporters write batch normalisations, are
 * merged likewise. The model and the graph do not change.
 *
 * Without it, the layer's rule sees its own output, which a large μ or β moves far from that of the batch normalisation; divisions
 * by small outputs then amplify relevance. Nothing is merged if another operation reads the layer's output, or if a nonlinearity stands between.
 *
 * Source: `SequentialMergeBatchNorm` of zennit (Anders et al. 2021, arXiv 2106.13200).
 *
 * @category Backward rules
 */
export function mergeBatchNorm(rules: BackwardRules): BackwardRules {
  checkFunction('mergeBatchNorm', 'rules', rules);
  const pass = passRelevance();
  return (node, graph) => {
    const rule = rules(node, graph);
    if (graph === undefined || rule === undefined) return rule;
    const merged = normalisationsAfter(graph, node);
    if (merged.length > 0) return onMergedLayer(rule, merged);
    const layer = layerBefore(graph, node);
    const isMerged = layer !== undefined && rules(layer, graph) !== undefined;
    return isMerged ? pass : rule;
  };
}

/** The operations after a layer with a kernel that can be merged into it, in order. */
function normalisationsAfter(graph: Graph, layer: GraphNode): readonly GraphNode[] {
  if (!isWeighted(layer)) return [];
  const found: GraphNode[] = [];
  for (let last: GraphNode = layer; ; ) {
    const readers = graph.nodes.filter(({ inputs }) => inputs.includes(last.id));
    const [next, ...others] = readers;
    if (next === undefined || others.length > 0 || last.id === graph.output) return found;
    if (!isNormalisation(next)) return found;
    found.push(next);
    last = next;
  }
}

/** The layer into which a node is merged. */
function layerBefore(graph: Graph, node: GraphNode): GraphNode | undefined {
  let before: GraphNode | undefined = node;
  while (before !== undefined && isNormalisation(before)) before = graph.nodes[before.inputs[0] ?? -1];
  if (before === undefined || before === node) return undefined;
  return normalisationsAfter(graph, before).includes(node) ? before : undefined;
}

const isNormalisation = ({ operation, inputs, outputShape }: GraphNode): boolean =>
  inputs.length === 1 && affineOfChannels(operation, outputShape) !== undefined;

/** The rule of a layer, applied to the layer with its normalisations. */
function onMergedLayer(rule: BackwardRule, normalisations: readonly GraphNode[]): BackwardRule {
  const merged = (step: BackwardStep): BackwardStep => {
    const { node, inputs } = step;
    const operation = normalisations.reduce(
      (layer, each) => withAffine(layer, affineOfChannels(each.operation, each.outputShape)?.() ?? {}),
      node.operation as WeightedOperation,
    );
    const output = normalisations.reduce<Tensor>(
      (y, each) => operationForward(each.operation, [y]),
      step.output,
    );
    return {
      ...step,
      node: { ...node, operation },
      output,
      vjp: (cotangent) => operationVjp(operation, { inputs, output }, cotangent),
    };
  };
  return {
    ...rule,
    name: `${rule.name}, batch normalisation merged`,
    ...(rule.read && { read: (step: BackwardStep) => rule.read?.(merged(step)) as Tensor }),
    backward: (step, host) => rule.backward(merged(step), host),
    ...(rule.emit && { emit: (step: BackwardStep) => rule.emit?.(merged(step)) as Tensor[] }),
  };
}
