import type { Decoder } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import type { NdArray } from 'ndarray';

/** Options for removing a concept from a latent: a decoder, and exactly one of the other three options. */
export interface ConceptRemoval {
  /**
   * From latents to inputs: a decoder, such as `layersDecoder(vae.decoder)`, or a model with `predict`, such as `vae.decoder`;
   * borrowed.
   */
  readonly decoder: Decoder | DecoderModel;
  /**
   * The score to which each latent is moved, such as the mean score of examples without the concept. For one
   * concept.
   */
  readonly targetScore?: number | undefined;
  /**
   * Latents of examples without the concept, `[m, latentSize]`: each latent is moved to their mean score. Suitable
   * for several concepts at once, random ones included, since each concept has its own mean.
   */
  readonly negatives?: NdArray | undefined;
  /** The same step for all inputs, in units of the concept vector (or of the score's derivative, if they differ). */
  readonly alpha?: number | undefined;
}

/** The names of the options of a {@link ConceptRemoval}. */
export const CONCEPT_REMOVAL = {
  decoder: true,
  targetScore: true,
  negatives: true,
  alpha: true,
} as const satisfies Record<keyof ConceptRemoval, true>;
