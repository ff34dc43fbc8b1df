import { conceptVector, type Encoder, type Explainer, explain } from '@csm/core';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { deconvnet } from '../src/methods/deconvnet.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { epsilonLrp } from '../src/methods/epsilon-lrp.js';
import { gradient } from '../src/methods/gradient.js';
import { gradientShap } from '../src/methods/gradient-shap.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { inputXGradient } from '../src/methods/input-x-gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { occlusion } from '../src/methods/occlusion.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { images, LATENT, numbers, smallEncoder } from './small-encoder.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', numbers(LATENT, 1));

/** An encoder that only encodes, and counts its passes. */
function encodingOnly() {
  const { trace: _, ...rest } = smallEncoder('relu');
  const passes = { count: 0 };
  const encoder: Encoder = {
    ...rest,
    encode(inputs) {
      passes.count += 1;
      return rest.encode(inputs);
    },
  };
  return { encoder, passes };
}

it.each<[string, Explainer]>([
  ['gradient', gradient()],
  ['inputXGradient', inputXGradient()],
  ['integratedGradients', integratedGradients({ steps: 2 })],
  ['gradientShap', gradientShap({ baselines: images(2) })],
  ['deepLift', deepLift()],
  ['epsilonLrp', epsilonLrp()],
  ['epsilonLrp', epsilonLrp({ form: 'gradient' })],
  ['guidedBackprop', guidedBackprop()],
  ['deconvnet', deconvnet()],
  ['rectifiedGradient', rectifiedGradient()],
  ['gradient', smoothGrad(gradient())],
])('%s refuses an encoder without a derivative before the run', async (name, explainer) => {
  const { encoder, passes } = encodingOnly();
  const run = explain(encoder, concept, images(1), explainer);
  await expect(run).rejects.toThrow(`${name}: the method needs an encoder with a derivative`);
  await expect(run).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_MODEL' });
  expect(passes.count).toBe(0);
});

it('occlusion only encodes', async () => {
  const { encoder } = encodingOnly();
  const { maps } = await explain(encoder, concept, images(1), occlusion({ window: [3, 3, 2] }));
  expect(maps.shape).toEqual([1, 6, 5, 2]);
});
