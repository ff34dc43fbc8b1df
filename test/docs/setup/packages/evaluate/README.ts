import { encode } from '@csm/core';
import { gradient } from '@csm/explainers';
import ndarray from 'ndarray';
import { drawn, encoder, heldOutWith, heldOutWithout, shown } from '../../faces.js';

export {
  encoder,
  heldOutWith,
  heldOutWithout,
  heldOutWithout as donors,
  images,
  meanFace,
  smiling,
  vae,
} from '../../faces.js';
export const positives = await encode(encoder, heldOutWith);
export const negatives = await encode(encoder, heldOutWithout);
export const explainer = gradient();
const mask = (face: number) => [...drawn.mask(face, 'Smiling').data];
export const masks = ndarray(Float32Array.from(shown.flatMap(mask)), [shown.length, 16, 16]);
