import { invalidArgument } from '@csm/base';
import { decoderOf, type Target } from '@csm/core/extend';
import { checkAffine } from '../checks/check-affine.js';
import type { ConceptRemoval } from './concept-removal.js';
import { checkDecodedShape } from './decode-inputs.js';

/** @throws if the concept cannot be removed from the latents of this encoder, or the decoder does not return its inputs. */
export function checkRemoval(
  caller: string,
  { decoder, negatives }: ConceptRemoval,
  { encoder, scores }: Target,
): void {
  const { latentSize, inputShape } = encoder;
  checkAffine(caller, scores);
  if (negatives && negatives.shape[1] !== latentSize) {
    throw invalidArgument(
      `${caller}: negatives must be latents of the encoder, of shape [m, ${latentSize}]; got shape [${negatives.shape.join(', ')}].`,
    );
  }
  checkDecodedShape(caller, decoderOf(decoder, caller), latentSize, inputShape);
}
