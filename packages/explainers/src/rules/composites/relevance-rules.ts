import { checkList, checkOptions, size } from '@csm/base';
import {
  type BackwardRules,
  type Graph,
  type GraphNode,
  isFlat,
  isLinear,
  isRouting,
} from '@csm/core/extend';
import { composite, type RulePair } from '../composite.js';
import { layerwiseEpsilon } from '../lrp/layerwise-epsilon.js';
import { passRelevance } from '../lrp/pass-relevance.js';
import { signalOf } from '../lrp/relevance.js';
import { signalTakesAll } from '../lrp/signal-takes-all.js';
import { type StabiliserOptions, stabiliserOf } from '../lrp/stabiliser-options.js';
import { isElementwise } from '../matchers.js';

/** Backward rules that tell what they are, for the description of a method. */
export type RelevanceRules = BackwardRules & {
  /** As in a figure's heading: `ε-plus`. */
  readonly description?: string | undefined;
};

/**
 * The rules of layer-wise relevance propagation for a whole encoder: those given, in order, then, for nodes that no given pair matches,
 *
 * - activations, other functions of one number, batch normalisations and the normalisation of the inputs (the option `normalise`, or additions
 *   and multiplications by constants before any other operation) pass relevance on ({@link passRelevance}), so that the map is that of the
 *   normalised inputs;
 * - the largest value of a max pooling gets all of its relevance, the first one if several are equal; reshaping, slicing and padding hand it on;
 * - in a product or quotient with a gate or a norm that has fewer numbers, the other factor gets all of it ({@link signalTakesAll});
 * - all other linear operations (layers with a kernel, sums, average pooling) distribute it by the ε-rule ({@link layerwiseEpsilon}).
 *
 * Nodes without a rule then remain, such as softmax or layer normalisation; `lrp` rejects them.
 *
 * ```ts
 * lrp({ rules: relevanceRules([[isFirst(isWeighted), wSquare()], [isConvolution, gamma()]]) });
 * ```
 *
 * @param pairs as of {@link composite}.
 * @throws if a pair is not a match and a rule, a name is unknown, or ε is not above 0.
 * @category Backward rules
 */
export function relevanceRules(pairs: readonly RulePair[], options: StabiliserOptions = {}): RelevanceRules {
  checkOptions<StabiliserOptions>('relevanceRules', options, { epsilon: true });
  checkList('relevanceRules', 'pairs', pairs);
  const epsilon = stabiliserOf('relevanceRules', options);
  return composite([
    ...pairs,
    [handsOn, undefined],
    [isElementwise, passRelevance()],
    ['batchNormalization', passRelevance()],
    [normalisesInput, passRelevance()],
    [(node, graph) => graph !== undefined && signalOf(graph, node) !== undefined, signalTakesAll()],
    [({ operation, constantInputs }) => isLinear(operation, constantInputs), layerwiseEpsilon({ epsilon })],
  ]);
}

/** Whether the ordinary vector–Jacobian product of a node hands relevance on: each output value is one input value. */
export function handsOn({ operation, constantInputs }: GraphNode): boolean {
  const isLargest = operation.kind === 'reduction' && ['maximum', 'minimum'].includes(operation.reduction);
  return (
    operation.kind === 'input' ||
    operation.kind === 'maxPool' ||
    isLargest ||
    isRouting(operation, constantInputs) ||
    isFlat(operation, constantInputs)
  );
}

/**
 * Whether a node adds or multiplies each number of the input by a constant before any other operation. The ε-rule would divide relevance by
 * x − mean, and take away that of numbers that are 0, although it does not depend on the origin of pixel values.
 */
function normalisesInput(node: GraphNode, graph: Graph | undefined): boolean {
  if (graph === undefined || !isShiftOrScale(node)) return false;
  for (let id = node.id; id !== graph.input; ) {
    const before = graph.nodes[id];
    const [from, ...others] = before?.inputs ?? [];
    if (before === undefined || from === undefined || others.length > 0) return false;
    if (!isShiftOrScale(before) && !isRouting(before.operation, before.constantInputs)) return false;
    id = from;
  }
  return size(node.outputShape) === size(graph.nodes[node.inputs[0] ?? -1]?.outputShape ?? []);
}

const isShiftOrScale = ({ operation }: GraphNode): boolean =>
  operation.kind === 'shift' || operation.kind === 'scale';

/** Names rules. */
export function described(rules: BackwardRules, description: string): RelevanceRules {
  return Object.assign(rules, { description });
}
