import * as tf from '@tensorflow/tfjs-core';
import type { Job, Prepared } from './job.js';

/** A product of two square matrices, which shows how fast the library can multiply and add. */
export async function prepareMatrixProduct({ size }: Job & { kind: 'matrix product' }): Promise<Prepared> {
  const matrix = (seed: number) => tf.randomUniform([size, size], -1, 1, 'float32', seed) as tf.Tensor2D;
  const [a, b] = [matrix(1), matrix(2)];
  return {
    async run() {
      const product = tf.matMul(a!, b!);
      await product.data();
      product.dispose();
    },
    flops: 2 * size ** 3,
  };
}
