import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { disposeVae } from '../architectures/dispose-vae.js';
import { evaluateVae } from './evaluate-vae.js';
import { trainVae } from './train-vae.js';

beforeAll(() => setBackend('cpu'));

it('a VAE of vectors, such as genes, trains', async () => {
  const [genes, latentSize, count] = [20, 2, 40];
  const x = input({ shape: [genes] });
  const h = layers.dense({ units: 8, activation: 'relu' }).apply(x);
  const latent = (name: string) => layers.dense({ units: latentSize, name }).apply(h) as SymbolicTensor;
  const encoder = model({ inputs: x, outputs: [latent('z_mean'), latent('z_log_var')] });
  const z = input({ shape: [latentSize] });
  const decoder = model({
    inputs: z,
    outputs: layers.dense({ units: genes, activation: 'sigmoid' }).apply(z) as SymbolicTensor,
  });
  const vae = { name: 'genes', encoder, decoder, inputShape: [genes], latentSize };
  const values = Float32Array.from({ length: count * genes }, (_, i) => (i % genes < 10 ? 0.9 : 0.1));
  const data = ndarray(values, [count, genes]);
  const before = await evaluateVae(vae, data);
  const options = { epochs: 20, batchSize: 8, learningRate: 0.05, onWarning: () => {} };
  const history = await trainVae(vae, data, options);
  const after = await evaluateVae(vae, data);
  expect(history.length).toBe(20);
  // The entropy of 0.9 is 0.325; a model that answers 0.5 has 0.693.
  expect(after.reconstruction).toBeLessThan(0.36);
  expect(after.reconstruction).toBeLessThan(before.reconstruction);
  // A transposed view is read by its strides.
  const transposed = ndarray(values.slice(), [genes, count]).transpose(1, 0);
  expect((await evaluateVae(vae, transposed)).reconstruction).toBeGreaterThan(0.36);
  disposeVae(vae);
});
