import { CONVOLUTIONS } from './convolution.js';
import { ELEMENTWISE } from './elementwise.js';
import type { Kernels } from './kernel.js';
import { MOVEMENT } from './movement.js';
import { PRODUCTS } from './products.js';
import { REDUCTIONS } from './reductions.js';

/** The kernels of TensorFlow.js that can be written, by their names. */
export const KERNELS: Kernels = {
  ...CONVOLUTIONS,
  ...ELEMENTWISE,
  ...MOVEMENT,
  ...PRODUCTS,
  ...REDUCTIONS,
};
