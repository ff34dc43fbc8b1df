import { unsupportedModel } from '@csm/base';
import type { Encoder } from '@csm/core';
import { type BackwardRules, checkTraceable, type Graph, type GraphNode } from '@csm/core/extend';
import { isSoftmax } from '../../rules/attention/attention-blocks.js';
import { gateFactor } from '../../rules/attention/constant-factors.js';
import {
  isActivationProduct,
  isCentredNormalization,
  isDivisionByNorm,
} from '../../rules/attention/matchers.js';
import { checkGraph, checkReachable } from '../../rules/check-rules.js';
import { isUnruledNonlinearity, operationName } from '../../rules/matchers.js';

/** @throws if the encoder does not show its layers, or has a layer that AttnLRP and CP-LRP cannot redistribute. */
export function checkAttentionRules(caller: string, encoder: Encoder, rules: BackwardRules): void {
  checkTraceable(caller, encoder);
  checkGraph(caller, encoder);
  checkReachable(caller, encoder, rules);
  const { graph } = encoder;
  const unruled = graph && reached(graph).find((node) => isUnruled(graph, node));
  if (unruled === undefined) return;
  throw unsupportedModel(
    `${caller}: layer "${unruled.name}" (${operationName(unruled)}) is neither linear nor softmax, a normalisation, a product or an elementwise ` +
      'function of one input, so no rule defines how it redistributes relevance; use another method, such as integratedGradients().',
  );
}

const isUnruled = (graph: Graph, node: GraphNode): boolean =>
  isUnruledNonlinearity(node) &&
  gateFactor(graph, node) === undefined &&
  !isSoftmax(node) &&
  !isActivationProduct(node) &&
  !isCentredNormalization(node) &&
  !isDivisionByNorm(node);

/** The nodes on paths from the latent to the input, except through gates and norms. */
function reached(graph: Graph): GraphNode[] {
  const ids = new Set([graph.output]);
  for (const node of [...graph.nodes].reverse()) {
    if (!ids.has(node.id)) continue;
    const gate = gateFactor(graph, node);
    for (const [i, id] of node.inputs.entries()) if (i !== gate) ids.add(id);
  }
  return graph.nodes.filter(({ id }) => ids.has(id));
}
