import type { NdArray } from 'ndarray';
import type { EvidenceOverlap } from '../evidence/evidence-overlap-types.js';

/** Whether the decoder draws what the encoder reads. */
export interface DecoderAgreement {
  /** The decoder's maps of the concept, `[n, ...inputShape]`. */
  readonly maps: NdArray<Float32Array>;
  /** How they agree with what the encoder answers. */
  readonly overlap?: EvidenceOverlap;
  /** What `decoderMap` warns about: a decoder of another encoder, or parts that the encoder does not read. */
  readonly warnings: readonly string[];
}
