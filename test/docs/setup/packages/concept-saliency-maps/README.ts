import { vae } from '../../faces.js';

export { facesNot, facesSmiling, images as faces } from '../../faces.js';
export const model = vae.encoder;
