import { explain } from '@csm/core';
import { inputXGradient } from '@csm/explainers';
import ndarray from 'ndarray';
import { encoder, images, smiling } from '../../faces.js';

export { encoder, images, meanFace, smiling } from '../../faces.js';

export const { maps } = await explain(encoder, smiling, images, inputXGradient());
/** The rows of the mouth. */
export const masks = ndarray(
  Float32Array.from({ length: 16 * 16 }, (_, at) => (at >= 160 && at < 208 ? 1 : 0)),
  [16, 16],
);
