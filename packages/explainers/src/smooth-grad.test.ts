import { conceptVector, explain } from '@csm/core';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { gradient } from './gradient.js';
import { images, LATENT, numbers, smallEncoder } from './small-encoder.test-support.js';
import { smoothGrad } from './smooth-grad.js';

beforeAll(() => useBackend('cpu'));

it('another seed draws other noise', async () => {
  const encoder = smallEncoder('relu');
  const concept = conceptVector('c', numbers(LATENT, 1));
  const maps = async (seed: number) =>
    (await explain(encoder, concept, images(2), smoothGrad(gradient(), { samples: 2, seed }))).maps.data;
  const [first, second] = [await maps(1), await maps(2)];
  expect(Math.max(...first.map((value, i) => Math.abs(value - second[i]!)))).toBeGreaterThan(1e-3);
});
