import { conceptVector, explain } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { gradient } from '../methods/gradient.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import type { Quadrature } from './quadrature.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
});

it.each<[Quadrature, number]>([
  ['gauss-legendre', 12],
  ['riemann-middle', 300],
  ['trapezoid', 300],
])('adds up to the difference of scores on a smooth encoder: %s, %i steps', async (quadrature, steps) => {
  const encoder = smallEncoder('tanh');
  const concept = conceptVector('c', numbers(LATENT, 1));
  const [inputs, baseline] = [images(3), images(1, 7)];
  const explainer = integratedGradients({ steps, quadrature, baseline });
  const { maps, scores } = await explain(encoder, concept, inputs, explainer);
  const atBaseline = (await explain(encoder, concept, baseline, gradient())).scores.get(0);
  const size = inputs.size / 3;
  for (let i = 0; i < 3; i++) {
    const sum = maps.data.subarray(i * size, (i + 1) * size).reduce((a, b) => a + b, 0);
    expect(Math.abs(sum - (scores.get(i) - atBaseline))).toBeLessThan(2e-4);
  }
});
