import type { Normalisation } from '@csm/core';
import type { NormalisationName } from '../choices.js';

/** What is done with pictures in [0, 1] before the model; undefined: nothing. ImageNet: as torchvision's models expect them. */
export const NORMALISATIONS: Readonly<Record<NormalisationName, Normalisation | undefined>> = {
  '0…1': undefined,
  '−1…1': { mean: 0.5, std: 0.5 },
  '0…255': { mean: 0, std: 1 / 255 },
  ImageNet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};
