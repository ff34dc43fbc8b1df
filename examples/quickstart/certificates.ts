import type { FaceAttribute } from '@csm/datasets';

/** The certificates that are made: of which concept, by which method, and the name of their files. */
export const CERTIFIED: readonly {
  readonly concept: FaceAttribute;
  readonly method: string;
  readonly file: string;
}[] = [
  { concept: 'Eyeglasses', method: 'integrated gradients', file: 'certificate' },
  // A map that does not show what the encoder reads, of the same concept.
  { concept: 'Eyeglasses', method: 'rectified gradient', file: 'certificate-rectified-gradient' },
  // A concept that contains another.
  { concept: 'Mouth_Slightly_Open', method: 'integrated gradients', file: 'certificate-mouth' },
];
