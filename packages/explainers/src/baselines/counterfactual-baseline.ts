import { checkOptions, invalidArgument, shown } from '@csm/base';
import { checkpoint, decoderOf } from '@csm/core/extend';
import { add, clipByValue, dispose, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { checkAffine } from '../checks/check-affine.js';
import { warnOfOtherDecoder } from '../checks/warn-of-other-decoder.js';
import type { InputBaseline } from './baseline.js';
import { checkRemoval } from './check-removal.js';
import { CONCEPT_REMOVAL } from './concept-removal.js';
import type { CounterfactualBaselineOptions } from './counterfactual-baseline-options.js';
import { decodeInputs } from './decode-inputs.js';
import { conceptRemover } from './remove-concept.js';

/**
 * The input with its concept removed, as a baseline: b = x − D(z) + D(z − α v), with z the input's latent, D the decoder and v
 * the concept vector. Details that the decoder cannot draw are the same in b and in x, so x − b = D(z) − D(z − α v)
 * contains only the change of the concept; `integratedGradients` from b gives credit only to this change, weighted by
 * how the encoder uses it.
 *
 * α is chosen for each input so that the score of the latent falls to t: s(z − α v) = s(z) − α |v|² = t, hence α =
 * (s(z) − t) / |v|². Here t is `targetScore` or the mean score of `negatives`; alternatively, α itself is given. For
 * inputs whose score is below t, α is negative: the baseline has more of the concept than the input, and the map is
 * evidence against it. Only for scores that are affine in the latent.
 *
 * Each concept has its own baseline, so concepts no longer share passes: c concepts cost c times as much, plus two decoder passes
 * each, whose memory the estimates of `explain` do not include. Maps are not linear in the concept. The encoder's
 * latent of b can differ from z − α v, and its score from t, especially if b is clipped: maps add up to s(x) − s(b), with s(b)
 * the encoder's score of b, and completeness gaps refer to that sum.
 *
 * A limit: a map that overlaps the concept does not prove that the encoder uses these features. x − b is large for
 * the features with which the *decoder* draws the concept, and it multiplies the gradient, so the map of a random
 * score from the same baseline also overlaps the concept. Compare with maps of random concepts, each from its own
 * baseline and from this one, and with inputs that lack the concept.
 *
 * A check, on the first batch of a run: the encoder must find its latents again in the decoder's reconstructions, or the run warns that
 * the decoder belongs to another model (see `check`). It costs a decoder pass and a forward pass. Where the decoder draws what the
 * encoder does not read, a map of `integratedGradients` or `deepLift` from b is 0, so this needs no check.
 *
 * Source: the step along a direction of a generator's latent space as a counterfactual, Singla et al. 2020 (arXiv 1911.00483) and
 * Lang et al. 2021 (arXiv 2104.13369); absence by a generative model, Chang et al. 2019 (arXiv 1807.08024).
 *
 * @throws unless exactly one of targetScore, negatives and alpha is given, or if the range is empty; before the run, if a score
 *   is not affine, or the decoder does not return inputs.
 * @category Baselines
 */
export function counterfactualBaseline(options: CounterfactualBaselineOptions): InputBaseline {
  const caller = 'counterfactualBaseline';
  checkOptions<CounterfactualBaselineOptions>(caller, options, { ...CONCEPT_REMOVAL, range: true });
  const decoder = decoderOf(options?.decoder, caller);
  const { range } = options;
  const removeConcept = conceptRemover(caller, options);
  if (range) checkRange(caller, range);
  return {
    perConcept: true,
    description: 'the input without the concept',
    check: (_, target) => checkRemoval(caller, options, target),
    async verify(_, latents, encoder, run) {
      if (options.check === false || run.onWarning === undefined) return;
      await checkpoint(run);
      const decoded = await decodeInputs(caller, decoder, latents, encoder.inputShape);
      await warnOfOtherDecoder(caller, encoder, latents, decoded, run).finally(() => decoded.dispose());
    },
    async of(inputs, latents, score) {
      checkAffine(caller, [score]);
      const shape = inputs.shape.slice(1);
      const made: Tensor[] = [];
      try {
        const removed = removeConcept(latents, score);
        made.push(removed);
        const without = await decodeInputs(caller, decoder, removed, shape);
        made.push(without);
        const present = await decodeInputs(caller, decoder, latents, shape);
        made.push(present);
        return tidy(() => {
          const counterfactual = add(inputs, sub(without, present));
          return range ? clipByValue(counterfactual, ...range) : counterfactual;
        });
      } finally {
        dispose(made);
      }
    },
  };
}

function checkRange(caller: string, range: readonly number[]): void {
  const [least, most] = range;
  if (range.length === 2 && least !== undefined && most !== undefined && least < most) return;
  const came = Array.isArray(range) ? `[${range.join(', ')}]` : shown(range);
  throw invalidArgument(`${caller}: range must be two numbers, the smaller first; got ${came}.`);
}
