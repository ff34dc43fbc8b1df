import { conceptVector, type Encoder, type Explainer, explain, latentJacobian } from '@csm/core';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { counterfactualBaseline } from '../src/baselines/counterfactual-baseline.js';
import { gridFeatures } from '../src/features/grid-features.js';
import { attentionRollout } from '../src/methods/attention/attention-rollout.js';
import { attnLrp } from '../src/methods/attention/attn-lrp.js';
import { cpLrp } from '../src/methods/attention/cp-lrp.js';
import { gradientTimesAttention } from '../src/methods/attention/gradient-times-attention.js';
import { decoderMap } from '../src/methods/decoder-map.js';
import { deconvnet } from '../src/methods/deconvnet.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { epsilonLrp } from '../src/methods/epsilon-lrp.js';
import { gradient } from '../src/methods/gradient.js';
import { gradientShap } from '../src/methods/gradient-shap.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { inputXGradient } from '../src/methods/input-x-gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { lrp } from '../src/methods/lrp/lrp.js';
import { occlusion } from '../src/methods/occlusion.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { paperMethods } from '../src/paper/paper-methods.js';
import { ablation } from '../src/perturbation/ablation.js';
import { hsicAttribution } from '../src/perturbation/hsic/hsic-attribution.js';
import { replacement } from '../src/perturbation/real-replacement.js';
import { rise } from '../src/perturbation/rise.js';
import { kernelShap } from '../src/perturbation/shapley/kernel-shap.js';
import { shapley } from '../src/perturbation/shapley/shapley.js';
import { sobolAttribution } from '../src/perturbation/sobol/sobol-attribution.js';
import { contrastive } from '../src/wrappers/contrastive.js';
import { shiftAverage } from '../src/wrappers/shift-average.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { images, LATENT, numbers, smallEncoder } from './small-encoder.js';
import { someDecoder } from './some-decoder.js';

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
  ['lrp', lrp()],
  ['epsilonLrp', epsilonLrp({ form: 'gradient' })],
  ['attnLrp', attnLrp()],
  ['attnLrp', attnLrp({ form: 'explicit' })],
  ['cpLrp', cpLrp()],
  ['gradientTimesAttention', gradientTimesAttention()],
  ['attentionRollout', attentionRollout()],
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

/** The methods that need no derivative, with few passes. */
const WITHOUT_DERIVATIVE: [string, (encoder: Encoder) => Explainer][] = [
  ['occlusion', () => occlusion({ window: [3, 3] })],
  ['paperMethods.occlusion', () => paperMethods.occlusion({ windowShape: [3, 3, 1], step: 2 })],
  ['rise', () => rise({ masks: 20 })],
  ['ablation', () => ablation({ features: gridFeatures([6, 5, 2], { size: 2 }) })],
  ['kernelShap', () => kernelShap({ features: gridFeatures([6, 5, 2], { size: 3 }) })],
  ['shapley', () => shapley({ features: gridFeatures([6, 5, 2], { size: 3 }) })],
  ['sobolAttribution', () => sobolAttribution({ pairs: 4 })],
  ['hsicAttribution', () => hsicAttribution({ masks: 40 })],
  [
    'replacement',
    () => replacement({ donors: images(4, 7), features: gridFeatures([6, 5, 2], { size: 3 }) }),
  ],
  [
    'ablation by a counterfactual',
    (encoder) =>
      ablation({
        features: gridFeatures([6, 5, 2], { size: 3 }),
        replacement: counterfactualBaseline({ decoder: someDecoder(encoder), alpha: 0.5 }),
      }),
  ],
  ['decoderMap', (encoder) => decoderMap({ decoder: someDecoder(encoder), alpha: 0.5 })],
  [
    'contrastive occlusion',
    () => contrastive(occlusion({ window: [3, 3] }), { concepts: [conceptVector('d', numbers(LATENT, 7))] }),
  ],
  ['shiftAverage of occlusion', () => shiftAverage(occlusion({ window: [3, 3] }))],
  [
    'smoothGrad of kernelShap',
    () => smoothGrad(kernelShap({ features: gridFeatures([6, 5, 2], { size: 3 }) }), { samples: 2 }),
  ],
];

it.each(WITHOUT_DERIVATIVE)(
  '%s has the same maps for a plain object with an asynchronous encode',
  async (_, create) => {
    const small = smallEncoder('relu');
    const encoder: Encoder = {
      inputShape: [6, 5, 2],
      latentSize: LATENT,
      encode: async (inputs) => await small.encode(inputs),
    };
    const options = { batchSize: 2, onWarning: () => {} };
    const concepts = [concept, conceptVector('e', numbers(LATENT, 5))];
    const before = memory().numTensors;
    const found = await explain(encoder, concepts, images(3), create(encoder), options);
    expect(memory().numTensors).toBe(before);
    const expected = await explain(small, concepts, images(3), create(small), options);
    for (const [k, { maps, scores }] of found.entries()) {
      expect(maps.data).toEqual(expected[k]!.maps.data);
      expect(scores.data).toEqual(expected[k]!.scores.data);
      expect(maps.data.some((value) => value !== 0)).toBe(true);
    }
  },
);

it('the error names methods that work', async () => {
  await expect(explain(encodingOnly().encoder, concept, images(1), gradient())).rejects.toThrow(
    /only encodes, such as occlusion\(\), rise\(\), ablation\(\), replacement\(\), kernelShap\(\) or decoderMap\(\), or an encoder such as/,
  );
  await expect(latentJacobian(encodingOnly().encoder, images(1))).rejects.toThrow(
    'latentJacobian: the method needs an encoder with a derivative',
  );
});
