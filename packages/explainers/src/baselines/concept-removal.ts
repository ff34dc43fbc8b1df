import type { Decoder } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import type { NdArray } from 'ndarray';

/** Options for removing a concept from a latent: a decoder, and exactly one of `targetScore`, `negatives` and `alpha`. */
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
  /**
   * Whether the first batch of a run is checked: warns if the decoder does not belong to the encoder; `decoderMap` also warns if its map
   * lies where the encoder does not read. Default true. Without a check: for decoders into other units, such as logarithms.
   */
  readonly check?: boolean | undefined;
}

/** The names of the options of a {@link ConceptRemoval}. */
export const CONCEPT_REMOVAL = {
  decoder: true,
  targetScore: true,
  negatives: true,
  alpha: true,
  check: true,
} as const satisfies Record<keyof ConceptRemoval, true>;
