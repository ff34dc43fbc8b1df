import { CONVOLUTIONS } from './convolution.js';
import { ELEMENTWISE } from './elementwise.js';
import type { Kernels } from './kernel.js';
import { MOVEMENT } from './movement.js';
import { POOLINGS } from './pooling.js';
import { PRODUCTS } from './products.js';
import { REDUCTIONS } from './reductions.js';
import { RESIZING } from './resizing.js';
import { STRIDED_SLICE } from './strided-slice.js';

/** The kernels of TensorFlow.js that can be written, by their names. */
export const KERNELS: Kernels = {
  ...CONVOLUTIONS,
  ...ELEMENTWISE,
  ...MOVEMENT,
  ...POOLINGS,
  ...PRODUCTS,
  ...REDUCTIONS,
  ...RESIZING,
  ...STRIDED_SLICE,
};
