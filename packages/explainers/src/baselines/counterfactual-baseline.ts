import { checkOptions } from '@csm/core';
import { add, clipByValue, sub } from '@tensorflow/tfjs-core';
import { checkAffine } from '../checks/checks.js';
import type { InputBaseline } from './baseline.js';
import {
  CONCEPT_REMOVAL,
  type ConceptRemoval,
  checkRemoval,
  conceptRemoval,
  decoded,
} from './remove-concept.js';

/** Options of {@link counterfactualBaseline}. */
export interface CounterfactualBaselineOptions extends ConceptRemoval {
  /** Least and largest value that inputs may have, such as [0, 1]; the baseline is clipped to it. Default: not clipped. */
  range?: readonly [number, number] | undefined;
}

/**
 * The input with its concept removed, as a baseline: b = x − D(z) + D(z − α v), z the input's latent, D the decoder, v the concept
 * vector. What the decoder cannot draw stays as it is in x, so that x − b = D(z) − D(z − α v) holds only what the concept
 * changes; `integratedGradients` from b credits only that, and by how the encoder uses it.
 *
 * α is chosen input by input so that the score of the latent falls to t: s(z − α v) = s(z) − α |v|² = t, hence
 * α = (s(z) − t) / |v|²; t is `targetScore`, or the mean score of `negatives`; or α is given. For inputs below t, α is negative: the
 * baseline has more of the concept than they, and their map speaks against it. For scores that are affine in the latent.
 *
 * Each concept has its own baseline, so concepts no longer share passes: c concepts cost c times as much, and two decoder passes
 * each, whose memory the estimates of `explain` leave out. Maps are not linear in the concept. The encoder's latent of b need not be
 * z − α v, nor its score t (all the less where b is clipped): maps add up to s(x) − s(b) as the encoder sees b, and that is
 * what completeness gaps are about.
 *
 * What it does not promise: that a map which lies where the concept is shows that the encoder looks there. x − b is where the
 * *decoder* draws the concept, and it multiplies the gradient, so that the map of a random score from the same baseline lies there
 * too. Compare with maps of random concepts, each from its own baseline and from this one, and with inputs that lack the concept.
 *
 * Source: the step along a direction of a generator's latent space as a counterfactual, Singla et al. 2020 (arXiv 1911.00483) and
 * Lang et al. 2021 (arXiv 2104.13369); absence by a generative model, Chang et al. 2019 (arXiv 1807.08024).
 *
 * @throws unless exactly one of targetScore, negatives and alpha is given, or if the range is empty; before the work, if a score
 *   is not affine, or the decoder does not draw inputs.
 */
export function counterfactualBaseline(options: CounterfactualBaselineOptions): InputBaseline {
  const caller = 'counterfactualBaseline';
  checkOptions<CounterfactualBaselineOptions>(caller, options, { ...CONCEPT_REMOVAL, range: true });
  const { decoder, range } = options;
  const without = conceptRemoval(caller, options);
  if (range && !(range[0] < range[1])) {
    throw new Error(`${caller}: range must be two numbers, the smaller first; got [${range}].`);
  }
  return {
    perConcept: true,
    check: (_, target) => checkRemoval(caller, options, target),
    of(inputs, latent, score) {
      checkAffine(caller, [score]);
      const shape = inputs.shape.slice(1);
      const change = sub(
        decoded(caller, decoder, without(latent, score), shape),
        decoded(caller, decoder, latent, shape),
      );
      const counterfactual = add(inputs, change);
      return range ? clipByValue(counterfactual, ...range) : counterfactual;
    },
  };
}
