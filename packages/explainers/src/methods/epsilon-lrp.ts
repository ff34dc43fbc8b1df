import {
  type Attribution,
  type BackwardRules,
  type ConceptScore,
  checkOptions,
  type Explainer,
  isRouting,
  type Run,
  type Target,
} from '@csm/core';
import { div, mul, reshape, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { checkAffine, checkVisible, kindOf, nonlinearNodes } from '../checks/checks.js';
import { type ActivationScope, checkScope, inScope } from '../rules/activation-scope.js';
import { gradientEpsilon, layerwiseEpsilon, passRelevance } from '../rules/layerwise-epsilon.js';
import { stabilised } from '../rules/stabilise.js';
import { backwardPasses, checkReachable } from './backward-passes.js';
import { timesInput } from './times-input.js';

/** Options of {@link epsilonLrp}. */
export interface EpsilonLrpOptions {
  /** Stabiliser of the denominators. Default 1e-4. */
  epsilon?: number | undefined;
  /**
   * `layerwise` (default): relevance is redistributed at every layer, as the method is defined. `gradient`: the
   * reference implementation's form, x ⊙ gradient with each nonlinearity's derivative replaced by y / (z + ε sgn z).
   * They differ in where ε enters, at every linear layer or at the nonlinearities alone: as ε goes to 0 they become equal.
   */
  form?: 'layerwise' | 'gradient' | undefined;
  /** Of the gradient form: nonlinearities that take the rule. Default `all`, as in the reference implementation. */
  activations?: ActivationScope | undefined;
}

/**
 * ε-LRP, layer-wise relevance propagation: the score is the relevance of the latent, and every layer passes relevance on
 * to its inputs in proportion to what they contributed, with ε added to small denominators.
 *
 * The map adds up to the score less what the biases (and ε) keep. Costs two gradients: the forward pass is done with
 * sums of more than float32's precision, as divisions by pre-activations near zero would magnify its rounding.
 *
 * Source: Bach et al. 2015 (PLoS ONE 10(7): e0130140); the gradient form is that of Ancona et al. 2018 (arXiv 1711.06104).
 *
 * @throws if ε is not positive; `attribute`, if the encoder is opaque or holds a layer that cannot be seen into.
 */
export function epsilonLrp(options: EpsilonLrpOptions = {}): Explainer {
  checkOptions<EpsilonLrpOptions>('epsilonLrp', options, { epsilon: true, form: true, activations: true });
  const { epsilon = 1e-4, form = 'layerwise', activations = 'all' } = options;
  checkScope('epsilonLrp', activations);
  if (!(epsilon > 0 && Number.isFinite(epsilon))) {
    throw new Error(`epsilonLrp: epsilon must be a positive number; got ${epsilon}.`);
  }
  if (form === 'gradient') {
    const rule = gradientEpsilon(epsilon);
    const rules: BackwardRules = (node) => (inScope(node, activations) ? rule : undefined);
    return {
      name: 'ε-LRP',
      linear: true,
      attribute: async (target, inputs, run) =>
        timesInput(await backwardPasses(target, inputs, run, rules, { caller: 'epsilonLrp' }), inputs),
      check: ({ encoder }) => checkReachable('epsilonLrp', encoder),
    };
  }
  if (form !== 'layerwise') {
    throw new Error(`epsilonLrp: form must be 'layerwise' or 'gradient'; got ${JSON.stringify(form)}.`);
  }
  return {
    name: 'ε-LRP',
    attribute: (target, inputs, run) => layerwise(target, inputs, run, epsilon),
    check({ encoder, scores }) {
      checkVisible('epsilonLrp', encoder);
      const [unknown] = nonlinearNodes(encoder);
      if (unknown) {
        throw new Error(
          `epsilonLrp: layer "${unknown.name}" (${kindOf(unknown)}) is neither linear nor an activation of each number by itself, so no rule says how it ` +
            'redistributes relevance. Use another method, such as integratedGradients().',
        );
      }
      checkAffine('epsilonLrp', scores);
    },
  };
}

function layerwise(target: Target, inputs: Tensor, run: Run, epsilon: number): Promise<Attribution> {
  const linear = layerwiseEpsilon(epsilon);
  const rules: BackwardRules = ({ operation }) => {
    if (isRouting(operation)) return undefined;
    return operation.kind === 'activation' ? passRelevance : linear;
  };
  const scores = target.scores.map((score) => relevanceOf(score, epsilon));
  // Divisions by pre-activations near zero magnify the forward pass's rounding.
  return backwardPasses({ ...target, scores }, inputs, run, rules, { accurateSums: true });
}

/** The score as a last linear layer: its relevance s goes to the latent as z ⊙ ∂s/∂z · s / (s + ε sgn s). */
function relevanceOf(score: ConceptScore, epsilon: number): ConceptScore {
  return {
    ...score,
    cotangent: (latent) =>
      tidy(() => {
        const value = reshape(score.value(latent), [-1, 1]);
        const share = div(value, stabilised(value, epsilon));
        return mul(mul(latent, score.cotangent(latent)), share) as Tensor2D;
      }),
  };
}
