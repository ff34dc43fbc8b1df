import { checkOneOf, checkOptions, invalidArgument } from '@csm/base';
import { type Explainer, type Graph, type GraphNode, isRouting, withRelevance } from '@csm/core/extend';
import { backwardPasses } from '../../attribution/backward-passes.js';
import { withSettings } from '../../attribution/description.js';
import { checkAffine } from '../../checks/check-affine.js';
import { isSoftmax } from '../../rules/attention/attention-blocks.js';
import { constantFactor } from '../../rules/attention/constant-factor.js';
import { gateFactor, inverseRootFactor } from '../../rules/attention/constant-factors.js';
import {
  isActivationProduct,
  isCentredNormalization,
  isDivisionByNorm,
} from '../../rules/attention/matchers.js';
import { normalizationRelevance } from '../../rules/attention/normalization-relevance.js';
import { productRelevance } from '../../rules/attention/product-relevance.js';
import { softmaxRelevance } from '../../rules/attention/softmax-relevance.js';
import { unsignedEpsilon } from '../../rules/attention/unsigned-epsilon.js';
import { composite, type RulePair } from '../../rules/composite.js';
import { passRelevance } from '../../rules/lrp/pass-relevance.js';
import { signalTakesAll } from '../../rules/lrp/signal-takes-all.js';
import { isElementwise } from '../../rules/matchers.js';
import type { AttnLrpOptions } from './attn-lrp-options.js';
import { checkAttentionRules } from './check-attention-rules.js';
import { gradientMethod, gradientPairs } from './gradient-form.js';

/**
 * AttnLRP: layer-wise relevance propagation for transformers. Linear layers pass relevance on in proportion to contributions; softmax by its
 * first-order expansion, l ⊙ (R − s Σ R) for logits l; a product of two activations (queries · keys, attention · values, gated units) gives half
 * to each; layer normalisation is linear with a constant deviation; activations pass relevance unchanged; a norm or gate with fewer numbers gets
 * none. In a network without attention it is LRP-0.
 *
 * Relevance is conserved except for what biases, positions, class tokens and the constant of softmax's expansion absorb, which is most of it
 * in networks with random weights: the map does not add up to the score. Costs as much as a gradient.
 *
 * Source: Achtibat et al. 2024 (arXiv 2402.05602).
 *
 * @throws before the run, if the encoder does not show its layers, or has a layer that the rules cannot redistribute.
 * @category Propagation methods
 */
export function attnLrp(options: AttnLrpOptions = {}): Explainer {
  checkOptions<AttnLrpOptions>('attnLrp', options, { form: true, normalization: true });
  const { form = 'gradient', normalization } = options;
  checkOneOf('attnLrp', 'form', form, ['gradient', 'explicit']);
  if (form === 'gradient') {
    if (normalization === undefined) return gradientForm();
    throw invalidArgument("attnLrp: normalization needs form 'explicit'; got form 'gradient'.");
  }
  checkOneOf('attnLrp', 'normalization', normalization ?? 'linear', ['linear', 'identity']);
  return explicitForm(normalization ?? 'linear');
}

function gradientForm(): Explainer {
  const rules = composite([
    ...[0, 1].map(
      (factor): RulePair => [
        (node, graph) => graph !== undefined && gateFactor(graph, node) === factor,
        constantFactor({ factor }),
      ],
    ),
    ...gradientPairs(),
  ]);
  return gradientMethod('AttnLRP', 'attnLrp', rules);
}

/** Matches constant factors that repeat no number. */
const isFactor = ({ operation, inputs: [from = 0], outputShape }: GraphNode, graph?: Graph): boolean =>
  operation.kind === 'scale' && `${graph?.nodes[from]?.outputShape}` === `${outputShape}`;

function explicitForm(normalization: 'linear' | 'identity'): Explainer {
  const rules = composite([
    [({ operation, constantInputs }) => isRouting(operation, constantInputs), undefined],
    ['maxPool', undefined],
    [(node, graph) => isFactor(node, graph) || isDivisionByNorm(node), passRelevance()],
    [isElementwise, passRelevance()],
    [isSoftmax, softmaxRelevance()],
    ...[0, 1].map(
      (constant): RulePair => [
        (node, graph) => graph !== undefined && inverseRootFactor(graph, node) === constant,
        productRelevance({ constant }),
      ],
    ),
    [(node, graph) => graph !== undefined && gateFactor(graph, node) !== undefined, signalTakesAll()],
    [isActivationProduct, productRelevance()],
    [isCentredNormalization, normalization === 'linear' ? normalizationRelevance() : passRelevance()],
    [['add', 'subtract', 'average', 'shift'], unsignedEpsilon({ epsilon: 1e-8 })],
    [() => true, unsignedEpsilon()],
  ]);
  return {
    name: 'AttnLRP',
    description: withSettings(
      'AttnLRP',
      'explicit form',
      normalization === 'identity' && 'identity at normalisations',
    ),
    plan: { rules, relevance: { epsilon: 0 }, accurateSums: true },
    attribute(target, inputs, run) {
      const scores = target.scores.map((score) => withRelevance(score, 0));
      return backwardPasses({ ...target, scores }, inputs, run, {
        rules,
        caller: 'attnLrp',
        accurateSums: true,
      });
    },
    check({ encoder, scores }) {
      checkAttentionRules('attnLrp', encoder, rules);
      checkAffine('attnLrp', scores);
    },
  };
}
