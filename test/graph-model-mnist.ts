import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { sharedPath } from './shared-folder.js';

/** The folder of a third-party MNIST VAE, trained and converted to GraphModels. */
export const MNIST_VAE = sharedPath('data', 'mnist-vae-graph-model');

/** Loads its encoder. The only output is `[n, 4]`: the log-variance, then the mean. */
export function loadMnistEncoder(): Promise<GraphModel> {
  const { modelTopology, weightsManifest, signature, format } = JSON.parse(
    readFileSync(`${MNIST_VAE}/encoder/model.json`, 'utf8'),
  );
  const { buffer } = new Uint8Array(readFileSync(`${MNIST_VAE}/encoder/group1-shard1of1.bin`));
  const weightSpecs = weightsManifest[0].weights;
  return loadGraphModel(
    tf.io.fromMemory({ modelTopology, format, signature, weightSpecs, weightData: buffer }),
  );
}

/** The first handwritten digits of the test set, `[count, 28, 28, 1]`, from 0 to 1. */
export function mnistDigits(count: number): tf.Tensor {
  const bytes = gunzipSync(readFileSync(`${MNIST_VAE}/t10k-images-idx3-ubyte.gz`)).subarray(16);
  return tf.tensor(
    Float32Array.from(bytes.subarray(0, count * 784), (byte) => byte / 255),
    [count, 28, 28, 1],
  );
}
