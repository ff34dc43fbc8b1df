import { conceptVector, type Encoder, type Explainer, explain } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { gradient } from '../src/methods/gradient.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { inputXGradient } from '../src/methods/input-x-gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { images, LATENT, numbers, smallEncoder } from './small-encoder.js';

let relu: Encoder;
let tanh: Encoder;
beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
  relu = smallEncoder('relu');
  tanh = smallEncoder('tanh');
});

const inputs = images(3);
const concept = conceptVector('c', numbers(LATENT, 2));
const mapsOf = async (encoder: Encoder, explainer: Explainer) =>
  (await explain(encoder, concept, inputs, explainer, { onWarning: () => {} })).maps.data;

function expectClose(maps: Float32Array, expected: Float32Array): void {
  const scale = Math.max(...expected.map(Math.abs));
  expect(scale).toBeGreaterThan(0);
  expect(Math.max(...maps.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(2e-6 * scale);
}

describe('degenerate settings', () => {
  it('integrated gradients with one step at the input are input × gradient', async () => {
    const oneStep = integratedGradients({ steps: 1, quadrature: 'riemann-right' });
    expectClose(await mapsOf(relu, oneStep), await mapsOf(relu, inputXGradient()));
  });

  it('SmoothGrad without noise is its inner method', async () => {
    const smooth = smoothGrad(gradient(), { samples: 2, noise: 0 });
    expectClose(await mapsOf(relu, smooth), await mapsOf(relu, gradient()));
  });

  it('guided backprop without a ReLU is the gradient', async () => {
    expect(await mapsOf(tanh, guidedBackprop())).toEqual(await mapsOf(tanh, gradient()));
  });

  it('rectified gradient at threshold 0 is input × guided backprop on a ReLU net', async () => {
    const guided = await mapsOf(relu, guidedBackprop());
    const product = guided.map((value, i) => value * inputs.data[i]!);
    expectClose(await mapsOf(relu, rectifiedGradient({ threshold: 0 })), product);
  });
});
