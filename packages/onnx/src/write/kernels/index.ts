import { CONVOLUTIONS } from './convolution.js';
import { CUMULATIVE } from './cumulative.js';
import { ELEMENTWISE } from './elementwise.js';
import { INDICES } from './indices.js';
import type { Kernels } from './kernel.js';
import { MOVEMENT } from './movement.js';
import { POOLINGS } from './pooling.js';
import { PRODUCTS } from './products.js';
import { REDUCTIONS } from './reductions.js';
import { RESIZING } from './resizing.js';
import { SOFTMAX } from './softmax.js';
import { STRIDED_SLICE } from './strided-slice.js';

/** The kernels of TensorFlow.js that can be written as ONNX, by their names. */
export const KERNELS: Kernels = {
  ...CONVOLUTIONS,
  ...CUMULATIVE,
  ...ELEMENTWISE,
  ...INDICES,
  ...MOVEMENT,
  ...POOLINGS,
  ...PRODUCTS,
  ...REDUCTIONS,
  ...RESIZING,
  ...SOFTMAX,
  ...STRIDED_SLICE,
};
