import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of tfjs.
import '@tensorflow/tfjs-layers';

/** The shapes of the inputs and weights of a small convolutional network. */
const shapes = {
  images: [4, 24, 20, 3],
  filter: [5, 5, 3, 16],
  scale: [16],
  offset: [16],
  depthwise: [3, 3, 16, 2],
  dense: [12 * 10 * 32, 8],
} as const;

/**
 * Gradients of a number that a small seeded network computes, with respect to its images and to all its weights: strided and
 * depthwise convolution, BatchNormalization, a dense layer. Makes the given backend the current one and computes on
 * it.
 */
export async function networkGradients(backend: string): Promise<Record<keyof typeof shapes, Float32Array>> {
  await tf.setBackend(backend);
  const at = Object.values(shapes).map((shape, i) => tf.randomUniform([...shape], -1, 1, 'float32', i + 1));
  const found = tf.tidy(() => tf.grads(network)(at));
  const values = await Promise.all(found.map(async (gradient) => (await gradient.data()) as Float32Array));
  tf.dispose([...at, ...found]);
  return Object.fromEntries(Object.keys(shapes).map((name, i) => [name, values[i]!])) as Record<
    keyof typeof shapes,
    Float32Array
  >;
}

function network(...[images, filter, scale, offset, depthwise, dense]: tf.Tensor[]): tf.Scalar {
  const convolved = tf.conv2d(images as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same');
  const normal = tf.batchNorm(
    convolved,
    tf.fill([16], 0.5),
    tf.fill([16], 9),
    offset as tf.Tensor1D,
    scale as tf.Tensor1D,
  );
  const spread = tf.depthwiseConv2d(tf.relu(normal) as tf.Tensor4D, depthwise as tf.Tensor4D, 1, 'same');
  const latent = tf.matMul(tf.reshape(spread, [4, 12 * 10 * 32]), dense as tf.Tensor2D);
  return tf.mean(tf.square(latent));
}
