import { type ElementwiseStep, findActivation } from '@csm/core/extend';
import { affineAfterNormalization } from './affine-after-normalization.js';
import { elementwiseStep } from './elementwise-step.js';
import { layerNormalization } from './layer-normalization.js';
import { lpNormalization } from './lp-normalization.js';
import type { GraphSoFar, NewNode, Pattern } from './pattern.js';
import { rmsNormalization } from './rms-normalization.js';

/** The first that matches is taken: a layer normalisation is also the root mean square normalisation of centred numbers. */
const PATTERNS: readonly Pattern[] = [
  layerNormalization,
  rmsNormalization,
  lpNormalization,
  affineAfterNormalization,
];

/** What recognises operations that several nodes of a graph compute together, while the graph is built. */
export function recogniser(graph: GraphSoFar): (id: number, node: NewNode) => NewNode {
  const steps = new Map<number, ElementwiseStep>();
  return (id, node) => {
    const step = elementwiseStep(node, graph);
    if (step) steps.set(id, step);
    for (const pattern of PATTERNS) {
      const found = pattern(node, graph);
      if (found) return { ...found, outputShape: node.outputShape };
    }
    if (step === undefined || node.operation.kind === 'activation') return node;
    const found = findActivation(id, (each) => steps.get(each), node.outputShape.length + 1);
    return found ? { ...node, operation: found.activation, inputs: [found.source] } : node;
  };
}
