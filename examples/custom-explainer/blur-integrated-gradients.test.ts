import '@csm/wasm';
import { conceptVector, explain } from '@csm/core';
import { explainerContract, testEncoders } from '@csm/explainers/testing';
import { ones, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { blur, blurIntegratedGradients } from './blur-integrated-gradients.js';

beforeAll(() => setBackend('wasm'));

describe('blur integrated gradients', () => {
  const create = () => blurIntegratedGradients({ maxSigma: 2, steps: 8 });
  // The inputs of the dense encoder are not images.
  const { convolutional, pooling } = testEncoders;
  const checks = explainerContract(create, {
    encoders: { convolutional, pooling },
    promises: { linear: true, complete: { baseline: (inputs) => blur(inputs, 2), tolerance: 0.05 } },
  });
  for (const { name, run } of checks) it(name, run);

  it('refuses inputs that are not images, before the run', async () => {
    const { encoder, dispose } = testEncoders.dense();
    const inputs = ones([1, ...encoder.inputShape]);
    const run = explain(encoder, conceptVector('a', [1, 2, 3, 4]), inputs, create());
    await expect(run).rejects.toThrow('expected images; got inputs of [7]');
    inputs.dispose();
    dispose();
  });
});
