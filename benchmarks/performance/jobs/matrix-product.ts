import { layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Where } from '../where.js';
import type { Job, Prepared } from './job.js';
import { jobEncoder } from './job-encoder.js';

/** A product of two square matrices, which shows how fast the library can multiply and add. */
export async function prepareMatrixProduct(
  { size }: Job & { kind: 'matrix product' },
  where: Where,
): Promise<Prepared> {
  const matrix = (seed: number) => tf.randomUniform([size, size], -1, 1, 'float32', seed) as tf.Tensor2D;
  const [a, b] = [matrix(1), matrix(2)] as [tf.Tensor2D, tf.Tensor2D];
  const multiply = where.library === 'onnxruntime' ? await productByDense(b, where) : () => tf.matMul(a, b);
  return {
    async run() {
      const product = await multiply(a);
      await product.data();
      product.dispose();
    },
    flops: 2 * size ** 3,
  };
}

/** ONNX Runtime runs encoders, so the product is a dense layer there. */
async function productByDense(b: tf.Tensor2D, where: Where): Promise<(a: tf.Tensor2D) => Promise<tf.Tensor>> {
  const [inputs, units] = b.shape;
  const layer = tfl.layers.dense({ units, useBias: false, inputShape: [inputs], weights: [b] });
  const encoder = await jobEncoder(
    layersEncoder(tfl.sequential({ layers: [layer] }) as tfl.LayersModel),
    where,
  );
  return async (a) => await encoder.encode(a);
}
