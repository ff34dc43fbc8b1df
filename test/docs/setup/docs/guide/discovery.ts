import { drawn, vae } from '../../faces.js';

export { encoder, images, smiling as concept } from '../../faces.js';
export const manyImages = drawn.images;
export const model = vae.encoder;
/** The last convolution; its activation is a ReLU. */
export const layer = vae.encoder.layers.findLast((one) => one.getClassName() === 'Conv2D')!.name;
