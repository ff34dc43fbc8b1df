import { checkOptions } from '@csm/base';
import { checkpoint, decoderOf, type Explainer, isFirstOfRun } from '@csm/core/extend';
import { dispose, sub, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { withSettings } from '../attribution/description.js';
import { checkRemoval } from '../baselines/check-removal.js';
import { CONCEPT_REMOVAL, type ConceptRemoval } from '../baselines/concept-removal.js';
import { decodeInputs } from '../baselines/decode-inputs.js';
import { conceptRemover } from '../baselines/remove-concept.js';
import { checkAffine } from '../checks/check-affine.js';
import { warnOfOtherDecoder } from '../checks/warn-of-other-decoder.js';
import { warnOfUnreadParts } from '../checks/warn-of-unread-parts.js';

/**
 * The decoder's picture of the concept: map = D(z) − D(z − α v), with z the input's latent and v the concept vector; signed, in
 * units of the input: positive where the concept makes the input brighter, negative where darker, rather than for and against.
 * α is chosen as in `counterfactualBaseline`: the latent's score falls to `targetScore` or to the mean score of `negatives`, or
 * α is given; inputs whose score is below the target have the opposite sign.
 *
 * It shows where the concept is drawn on this input, not which features of this input are evidence of it: the map
 * depends on the input only through its latent, and not at all on the encoder's gradient. It shows a concept even if
 * the input does not have the concept. If the decoder also draws features that accompany the concept in the data
 * (entanglement), the map shows these too. The map does not add up to a score and is not linear in the concept unless
 * the decoder is linear.
 *
 * Two checks, on the first batch of a run, warn (see `check`): if the encoder does not find its latents again in the decoder's
 * reconstructions, the decoder belongs to another model; and if more than 30 % of the first map lies where the decoder draws what the
 * encoder does not read. Both together cost one forward pass of the batch, and 65 of the first input.
 *
 * Colours change with opposite signs: sum the channels of this map by magnitude (`channels: 'sumOfMagnitudes'` in `@csm/evaluate` and `@csm/render`),
 * and order features by magnitude in `perturbationCurve` and `deletionGap` (`sign: 'absolute'`), or the concept's colours cancel.
 *
 * Costs one forward pass of the encoder and, for c concepts, c + 1 decoder passes, whose memory the estimates of
 * `explain` do not include. Needs no gradient. Only for scores that are affine in the latent.
 *
 * Source: latent traversals, as in Brocki & Chung 2019 (arXiv 1910.13140) and Lang et al. 2021 (arXiv 2104.13369), as a
 * difference.
 *
 * @throws unless exactly one of targetScore, negatives and alpha is given; before the run, if a score is not affine, or the
 *   decoder does not return inputs.
 * @category Decoder methods
 */
export function decoderMap(options: ConceptRemoval): Explainer {
  checkOptions<ConceptRemoval>('decoderMap', options, CONCEPT_REMOVAL);
  const decoder = decoderOf(options?.decoder, 'decoderMap');
  const removeConcept = conceptRemover('decoderMap', options);
  return {
    name: 'decoder map',
    description: withSettings('decoder map', amountOf(options)),
    check: (target) => checkRemoval('decoderMap', options, target),
    async attribute(target, inputs, run) {
      const { encoder, scores } = target;
      const checked = options.check !== false && run.onWarning !== undefined && isFirstOfRun(run);
      checkAffine('decoderMap', scores);
      const decode = (z: Tensor2D) => decodeInputs('decoderMap', decoder, z, encoder.inputShape);
      const maps: Tensor[] = [];
      await checkpoint(run);
      const latent = await encoder.encode(inputs);
      let present: Tensor | undefined;
      try {
        present = await decode(latent);
        if (checked) await warnOfOtherDecoder('decoderMap', encoder, latent, present, run);
        for (const score of scores) {
          await checkpoint(run);
          const removed = removeConcept(latent, score);
          const without = await decode(removed).finally(() => removed.dispose());
          maps.push(sub(present, without));
          without.dispose();
          if (checked && maps.length === 1) await warnOfUnreadParts('decoderMap', target, inputs, maps, run);
          run.onProgress?.({ done: maps.length, total: scores.length });
        }
        return { maps, latent };
      } catch (error) {
        dispose([...maps, latent]);
        throw error;
      } finally {
        present?.dispose();
      }
    },
  };
}

/** How far the concept is removed, for the description. */
function amountOf({ alpha, targetScore }: ConceptRemoval): string {
  if (alpha !== undefined) return `α ${alpha}`;
  return `down to ${targetScore === undefined ? 'the mean score of negatives' : `score ${targetScore}`}`;
}
