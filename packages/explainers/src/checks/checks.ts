import { type ConceptScore, type Encoder, type GraphNode, isLinear } from '@csm/core';
import { checkReachable } from '../methods/backward-passes.js';

/** @throws if the encoder hides what it is made of, all of it or a nonlinearity. */
export function checkVisible(caller: string, encoder: Encoder): void {
  if (encoder.graph === undefined) {
    throw new Error(
      `${caller}: the method redistributes layer by layer, and this encoder does not show its layers. Make it with ` +
        'layersEncoder or graphEncoder, or use gradient(), integratedGradients() or occlusion().',
    );
  }
  checkReachable(caller, encoder);
}

/** @throws if a score is not affine in the latent. */
export function checkAffine(caller: string, scores: readonly ConceptScore[]): void {
  const curved = scores.find((score) => !score.affine);
  if (curved === undefined) return;
  throw new Error(
    `${caller}: the score of "${curved.name}" is not affine in the latent, as cosine() is not; the method cannot redistribute it. ` +
      'Use dotProduct(), centred() or signedDistance(), or another method.',
  );
}

/** Over several numbers at once: no rule for functions of one number fits. */
const NOT_ELEMENTWISE = new Set(['softmax', 'logSoftmax']);

/** Whether a node is an activation that takes each number by itself. */
export function isElementwise({ operation }: GraphNode): boolean {
  return operation.kind === 'activation' && !NOT_ELEMENTWISE.has(operation.activation);
}

/** What a node computes, as its error names it. */
export function kindOf({ operation }: GraphNode): string {
  if (operation.kind === 'activation') return operation.activation;
  return 'className' in operation ? operation.className : operation.kind;
}

/** The nodes that no rule of a layer-by-layer method describes: neither linear, nor an activation of each number by itself, nor a maximum of a window. */
export function nonlinearNodes({ graph }: Encoder): GraphNode[] {
  return (graph?.nodes ?? []).filter(
    (node) =>
      !['input', 'maxPool'].includes(node.operation.kind) &&
      !isElementwise(node) &&
      !isLinear(node.operation),
  );
}
