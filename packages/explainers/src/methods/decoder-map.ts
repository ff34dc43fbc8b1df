import { checkOptions, checkpoint, type Explainer } from '@csm/core';
import { dispose, sub, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import {
  CONCEPT_REMOVAL,
  type ConceptRemoval,
  checkRemoval,
  conceptRemoval,
  decoded,
} from '../baselines/remove-concept.js';
import { checkAffine } from '../checks/checks.js';

/**
 * What the decoder draws of the concept: map = D(z) − D(z − α v), z the input's latent, v the concept vector; signed, in units of
 * the input: positive where the concept makes it brighter, negative where darker, not for and against. α is chosen as in
 * `counterfactualBaseline`: the latent's score falls to `targetScore` or to the mean score of `negatives`, or α is given; inputs
 * whose score is below the target have the sign reversed.
 *
 * It says where the concept is drawn on this input, not what in this input is evidence of it: the input enters by its latent
 * alone, and the encoder's gradient not at all. It shows a concept also where the input has none of it. Where the decoder
 * draws what goes with a concept in the data (entanglement), so does the map. It neither adds up to a score nor is linear in the
 * concept, unless the decoder is.
 *
 * Costs one forward pass of the encoder, and one decoder pass more than there are concepts, which the estimates of memory of
 * `explain` leave out. Needs no gradient. For scores that are affine in the latent.
 *
 * Source: latent traversals, as in Brocki & Chung 2019 (arXiv 1910.13140) and Lang et al. 2021 (arXiv 2104.13369), as a difference.
 *
 * @throws unless exactly one of targetScore, negatives and alpha is given; before the work, if a score is not affine, or the
 *   decoder does not draw inputs.
 */
export function decoderMap(options: ConceptRemoval): Explainer {
  checkOptions<ConceptRemoval>('decoderMap', options, CONCEPT_REMOVAL);
  const { decoder } = options;
  const without = conceptRemoval('decoderMap', options);
  return {
    name: 'decoder map',
    check: (target) => checkRemoval('decoderMap', options, target),
    async attribute({ encoder, scores }, inputs, run) {
      checkAffine('decoderMap', scores);
      const draw = (z: Tensor2D) => decoded('decoderMap', decoder, z, encoder.inputShape);
      const maps: Tensor[] = [];
      let drawn: Tensor | undefined;
      await checkpoint(run);
      const latent = await encoder.encode(inputs);
      try {
        drawn = draw(latent);
        for (const score of scores) {
          await checkpoint(run);
          maps.push(tidy(() => sub(drawn!, draw(without(latent, score)))));
          run.onProgress?.(maps.length / scores.length);
        }
        return { maps, latent };
      } catch (error) {
        dispose([...maps, latent]);
        throw error;
      } finally {
        drawn?.dispose();
      }
    },
  };
}
