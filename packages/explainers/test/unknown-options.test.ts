import { size } from '@csm/base';
import { conceptVector, type Explainer, latentDimension } from '@csm/core';
import { memory, ones } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { blurredBaseline } from '../src/baselines/blurred-baseline.js';
import { counterfactualBaseline } from '../src/baselines/counterfactual-baseline.js';
import { featureSets } from '../src/features/feature-sets.js';
import type { FeatureSetsOptions } from '../src/features/feature-sets-options.js';
import { gridFeatures } from '../src/features/grid-features.js';
import type { GridFeaturesOptions } from '../src/features/grid-features-options.js';
import { neighbourhoodFeatures } from '../src/features/neighbourhood-features.js';
import type { NeighbourhoodFeaturesOptions } from '../src/features/neighbourhood-features-options.js';
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
import { ablation } from '../src/perturbation/ablation.js';
import { hsicAttribution } from '../src/perturbation/hsic/hsic-attribution.js';
import { replacement } from '../src/perturbation/real-replacement.js';
import { rise } from '../src/perturbation/rise.js';
import { kernelShap } from '../src/perturbation/shapley/kernel-shap.js';
import { shapley } from '../src/perturbation/shapley/shapley.js';
import { sobolAttribution } from '../src/perturbation/sobol/sobol-attribution.js';
import { testEncoders } from '../src/testing/encoders.js';
import { agreementMap } from '../src/wrappers/agreement-map.js';
import { contrastive } from '../src/wrappers/contrastive.js';
import { overMean } from '../src/wrappers/over-mean.js';
import { posteriorAverage } from '../src/wrappers/posterior-average.js';
import { shiftAverage } from '../src/wrappers/shift-average.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { images } from './small-encoder.js';

// Called as if from JavaScript, where types are not checked.
type Loose = (...given: unknown[]) => unknown;
const loose = (create: unknown) => create as Loose;

const removal = { decoder: { predict: (z: unknown) => z }, alpha: 1 };
const concepts = [conceptVector('other', [1, 2])];
const OPTIONS: [string, Loose, object][] = [
  ['gradient', loose(gradient), {}],
  ['inputXGradient', loose(inputXGradient), {}],
  ['integratedGradients', loose(integratedGradients), { steps: 4 }],
  ['gradientShap', loose(gradientShap), { baselines: images(1) }],
  ['deepLift', loose(deepLift), { midpoint: true }],
  ['epsilonLrp', loose(epsilonLrp), { epsilon: 1 }],
  ['attnLrp', loose(attnLrp), { form: 'explicit' }],
  ['cpLrp', loose(cpLrp), {}],
  ['gradientTimesAttention', loose(gradientTimesAttention), {}],
  ['attentionRollout', loose(attentionRollout), {}],
  ['lrp', loose(lrp), { mergeBatchNorm: true }],
  ['guidedBackprop', loose(guidedBackprop), {}],
  ['deconvnet', loose(deconvnet), {}],
  ['rectifiedGradient', loose(rectifiedGradient), { percentile: 90 }],
  ['occlusion', loose(occlusion), { window: [2] }],
  ['ablation', loose(ablation), { replacement: 1 }],
  ['kernelShap', loose(kernelShap), { samples: 100 }],
  ['shapley', loose(shapley), { replacement: 1 }],
  ['sobolAttribution', loose(sobolAttribution), { pairs: 8 }],
  ['hsicAttribution', loose(hsicAttribution), { masks: 100 }],
  ['replacement', loose(replacement), { donors: images(1) }],
  ['rise', loose(rise), { masks: 100 }],
  ['gridFeatures', (options) => gridFeatures([4, 4, 1], options as GridFeaturesOptions), { size: 2 }],
  ['featureSets', (options) => featureSets(3, [[0]], options as FeatureSetsOptions), { others: 'one' }],
  [
    'neighbourhoodFeatures',
    (options) => neighbourhoodFeatures({ x: [1], y: [2] }, options as NeighbourhoodFeaturesOptions),
    { size: 2 },
  ],
  ['decoderMap', loose(decoderMap), removal],
  ['counterfactualBaseline', loose(counterfactualBaseline), { ...removal, range: [0, 1] }],
  ['blurredBaseline', loose(blurredBaseline), { sigma: 1 }],
];
const WRAPPERS: [string, Loose, object][] = [
  ['smoothGrad', loose(smoothGrad), { samples: 4 }],
  ['posteriorAverage', loose(posteriorAverage), { samples: 4 }],
  ['shiftAverage', loose(shiftAverage), { shifts: 2 }],
  ['contrastive', loose(contrastive), { concepts }],
  ['agreementMap', (inner, options) => loose(agreementMap)(inner, gradient(), options), { form: 'product' }],
];
const inWrappers = WRAPPERS.map(
  ([name, wrap, options]) => [name, (given) => wrap(gradient(), given), options] as (typeof WRAPPERS)[number],
);

it.each([...OPTIONS, ...inWrappers])('%s refuses an unknown option', (name, create, options) => {
  expect(() => create(options)).not.toThrow();
  expect(() => create({ ...options, step: 3 })).toThrow(TypeError);
  expect(() => create({ ...options, step: 3 })).toThrow(`${name}: unknown option "step"; `);
  expect(() => create(null)).toThrow(`${name}: expected an object of options`);
});

it.each(WRAPPERS)('%s needs an explainer', (name, wrap, options) => {
  expect(() => wrap(gradient, options)).toThrow(
    `${name}: expected an Explainer, such as gradient(); got a function; call it: gradient(), not gradient.`,
  );
  expect(() => wrap(options)).toThrow(`${name}: expected an Explainer, such as gradient(); got an object`);
});

it.each<[string, (inner: Explainer, inputShape: readonly number[]) => Explainer]>([
  ['smoothGrad', (inner) => smoothGrad(inner)],
  ['shiftAverage', (inner) => shiftAverage(inner)],
  ['posteriorAverage', (inner) => posteriorAverage(inner)],
  ['agreementMap', (inner) => agreementMap(gradient(), inner)],
  ['overMean', (inner, shape) => overMean(inner, ndarray(new Float32Array(size(shape)).fill(1), [...shape]))],
])('%s frees everything if the inner method throws before it returns a promise', async (_, wrap) => {
  await useBackend('cpu');
  const inner: Explainer = {
    name: 'throws synchronously',
    attribute() {
      throw new Error('at once');
    },
  };
  const { encoder, dispose } = testEncoders.convolutional();
  const inputs = ones([1, ...encoder.inputShape]);
  const before = memory().numTensors;
  const target = { encoder, scores: [latentDimension(0, encoder.latentSize)] };
  await expect(wrap(inner, encoder.inputShape).attribute(target, inputs, {})).rejects.toThrow('at once');
  expect(memory().numTensors).toBe(before);
  inputs.dispose();
  dispose();
});
