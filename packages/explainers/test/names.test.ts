import { conceptVector } from '@csm/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { blurredBaseline } from '../src/baselines/blurred-baseline.js';
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
import { ablation } from '../src/perturbation/ablation.js';
import { hsicAttribution } from '../src/perturbation/hsic/hsic-attribution.js';
import { replacement } from '../src/perturbation/real-replacement.js';
import { rise } from '../src/perturbation/rise.js';
import { kernelShap } from '../src/perturbation/shapley/kernel-shap.js';
import { shapley } from '../src/perturbation/shapley/shapley.js';
import { sobolAttribution } from '../src/perturbation/sobol/sobol-attribution.js';
import { epsilonPlusFlat } from '../src/rules/composites/epsilon-plus-flat.js';
import { agreementMap } from '../src/wrappers/agreement-map.js';
import { contrastive } from '../src/wrappers/contrastive.js';
import { overMean } from '../src/wrappers/over-mean.js';
import { posteriorAverage } from '../src/wrappers/posterior-average.js';
import { shiftAverage } from '../src/wrappers/shift-average.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { images } from './small-encoder.js';

it('descriptions name the settings on which maps depend', () => {
  const concept = conceptVector('other', [1, 2]);
  const baseline = images(1);
  const decoder = { predict: (z: Tensor) => z };
  const explainers = [
    gradient(),
    inputXGradient(),
    integratedGradients(),
    integratedGradients({ steps: 1, quadrature: 'riemann-right', baseline, pathFromZero: true }),
    integratedGradients({ tolerance: 0.02, baseline: blurredBaseline({ sigma: 2 }) }),
    integratedGradients({ steps: 20, baseline: [0, 0.5, baseline] }),
    guidedBackprop(),
    guidedBackprop({ activations: 'reference' }),
    deconvnet({ activations: 'all' }),
    rectifiedGradient(),
    rectifiedGradient({ percentile: 98, borderMask: true, importance: 'magnitude', deadUnits: 'passed' }),
    rectifiedGradient({ threshold: 0, maxPooling: 'proportional', activations: 'reference' }),
    epsilonLrp(),
    epsilonLrp({ form: 'gradient', epsilon: 0.1 }),
    attnLrp(),
    attnLrp({ form: 'explicit', normalization: 'identity' }),
    cpLrp(),
    gradientTimesAttention(),
    attentionRollout(),
    lrp(),
    lrp({ rules: epsilonPlusFlat(), mergeBatchNorm: false, start: 'concept' }),
    deepLift(),
    deepLift({ midpoint: true, baseline: counterfactualBaseline({ decoder, alpha: 1 }) }),
    occlusion({ window: [8, 8], strides: [4, 4] }),
    occlusion({ window: [1, 1, 3], value: 0.5, referenceWindows: true }),
    ablation(),
    ablation({ features: gridFeatures([6, 5, 2], { size: 2 }), replacement: [0, 0.5], perMember: 'share' }),
    kernelShap({ replacement: baseline }),
    kernelShap({ features: gridFeatures([6, 5, 2], { size: 2 }), samples: 100 }),
    shapley({ features: gridFeatures([6, 5, 2], { size: 2 }), perMember: 'share' }),
    sobolAttribution(),
    sobolAttribution({ features: gridFeatures([6, 5, 2], { size: 2 }), pairs: 8, replacement: 0.5 }),
    hsicAttribution(),
    hsicAttribution({ masks: 50, centred: false, replacement: blurredBaseline({ sigma: 2 }) }),
    replacement({ donors: images(2) }),
    replacement({ donors: images(9), donorsPerInput: 3, features: gridFeatures([6, 5, 2], { size: 2 }) }),
    rise(),
    rise({ masks: 100, cells: [5, 4], keepProbability: 0.3, centred: false }),
    rise({ features: gridFeatures([6, 5, 2], { size: 2 }), replacement: blurredBaseline({ sigma: 2 }) }),
    gradientShap({ baselines: images(3) }),
    smoothGrad(integratedGradients({ steps: 20 })),
    smoothGrad(gradient(), { samples: 1, draw: (_, inputs) => inputs, aggregate: 'variance' }),
    posteriorAverage(rectifiedGradient()),
    decoderMap({ decoder, alpha: 1 }),
    decoderMap({ decoder, targetScore: -2 }),
    contrastive(guidedBackprop(), { concepts: [concept, concept], units: 'spread' }),
    shiftAverage(smoothGrad(gradient())),
    posteriorAverage({ name: 'my method', attribute: gradient().attribute }),
    agreementMap(integratedGradients({ steps: 20 }), decoderMap({ decoder, alpha: 1 })),
    agreementMap(gradient(), rectifiedGradient(), { form: 'geometricMean', channels: 'each' }),
    overMean(smoothGrad(gradient()), ndarray([1, 2], [2])),
  ];
  expect(explainers.map(({ description }) => description)).toEqual([
    'gradient',
    'input × gradient',
    'integrated gradients, 50 steps (Gauss–Legendre) from 0',
    'integrated gradients, 1 step (right Riemann sum) from 0, times the input minus the given baseline',
    'integrated gradients, 50 to 1000 steps (Gauss–Legendre, tolerance 0.02) from the blurred input (σ 2)',
    'integrated gradients, 20 steps (Gauss–Legendre) from 3 baselines',
    'guided backprop',
    "guided backprop, the reference's activations",
    'deconvnet, all activations',
    'rectified gradient, percentile 95',
    'rectified gradient, percentile 98, border mask, magnitudes, dead units pass',
    "rectified gradient, threshold 0, proportional max pooling, the reference's activations",
    'ε-LRP, ε 0.0001',
    'ε-LRP, ε 0.1, gradient form',
    'AttnLRP',
    'AttnLRP, explicit form, identity at normalisations',
    'CP-LRP',
    'gradient × attention',
    'attention rollout, the same for every concept',
    'LRP, ε-plus',
    'LRP, ε-plus-flat, batch normalisations not merged, from the concept',
    'DeepLIFT from 0',
    'DeepLIFT from the input without the concept, midpoint derivative',
    'occlusion by 0, window 8 × 8, strides 4 × 4',
    "occlusion by 0.5, window 1 × 1 × 3, strides 1 × 1 × 3, the reference's windows",
    'ablation by 0, single values',
    'ablation by [0, 0.5], the given features, shared by the members',
    'KernelSHAP from the given baseline, single values, 2048 + 2 per feature coalitions',
    'KernelSHAP from 0, the given features, 100 coalitions',
    'exact Shapley values from 0, the given features, shared by the members',
    'total Sobol indices of masks by 0, 32 pairs of masks, patches or single values',
    'total Sobol indices of masks by 0.5, 8 pairs of masks, the given features',
    'HSIC of masks by 0, 750 masks, patches or single values',
    'HSIC of masks by the blurred input (σ 2), 50 masks, patches or single values, not centred',
    'replacement from 2 donors, patches or single values',
    'replacement from 3 of 9 donors, the given features',
    'RISE by 0, 4000 masks, 7 cells along each axis, kept with probability 0.5',
    'RISE by 0, 100 masks, 5 × 4 cells, kept with probability 0.3, not centred',
    'RISE by the blurred input (σ 2), 4000 masks, the given features, kept with probability 0.5',
    'GradientSHAP, 32 draws from 3 baselines',
    'SmoothGrad (50 samples, noise 0.1) of integrated gradients, 20 steps (Gauss–Legendre) from 0',
    'VarGrad (1 sample, given noise) of gradient',
    'posterior average (16 samples) of rectified gradient, percentile 95',
    'decoder map, α 1',
    'decoder map, down to score -2',
    'contrastive (2 other concepts, in spreads) guided backprop',
    'shift average (2 × 2 shifts) of SmoothGrad (50 samples, noise 0.1) of gradient',
    'posterior average (16 samples) of my method',
    'agreement of integrated gradients, 20 steps (Gauss–Legendre) from 0 and decoder map, α 1',
    'agreement (geometric mean, single channels) of gradient and rectified gradient, percentile 95',
    'SmoothGrad (50 samples, noise 0.1) of gradient, over the mean',
  ]);
});

it('explainers have the names that figures show', () => {
  const concept = conceptVector('other', [1, 2]);
  const explainers = [
    gradient(),
    inputXGradient(),
    integratedGradients(),
    guidedBackprop(),
    deconvnet(),
    rectifiedGradient(),
    epsilonLrp(),
    attnLrp(),
    cpLrp(),
    gradientTimesAttention(),
    attentionRollout(),
    deepLift(),
    occlusion({ window: [1] }),
    ablation(),
    kernelShap(),
    shapley(),
    sobolAttribution(),
    hsicAttribution(),
    replacement({ donors: images(1) }),
    rise(),
    gradientShap({ baselines: images(1) }),
    smoothGrad(gradient()),
    smoothGrad(gradient(), { aggregate: 'squared' }),
    smoothGrad(guidedBackprop(), { aggregate: 'variance' }),
    posteriorAverage(gradient()),
    decoderMap({ decoder: { predict: (z) => z }, alpha: 1 }),
    contrastive(gradient(), { concepts: [concept] }),
    contrastive(guidedBackprop(), { concepts: [concept, concept], units: 'spread' }),
    shiftAverage(gradient()),
    agreementMap(gradient(), deconvnet()),
    overMean(gradient(), ndarray([1, 2], [2])),
  ];
  expect(explainers.map(({ name }) => name)).toEqual([
    'gradient',
    'input × gradient',
    'integrated gradients',
    'guided backprop',
    'deconvnet',
    'rectified gradient',
    'ε-LRP',
    'AttnLRP',
    'CP-LRP',
    'gradient × attention',
    'attention rollout',
    'DeepLIFT',
    'occlusion',
    'ablation',
    'KernelSHAP',
    'Shapley values',
    'Sobol attribution',
    'HSIC attribution',
    'replacement',
    'RISE',
    'GradientSHAP',
    'SmoothGrad of gradient',
    'SmoothGrad² of gradient',
    'VarGrad of guided backprop',
    'posterior average of gradient',
    'decoder map',
    'contrastive gradient',
    'contrastive guided backprop, in spreads',
    'shift average of gradient',
    'agreement of gradient and deconvnet',
    'gradient over the mean',
  ]);
});
