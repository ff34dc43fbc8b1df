import { conceptVector, type Encoder, type Explainer } from '@csm/core';
import { type Tensor, tensor, tidy, tile } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { blurredBaseline } from '../src/baselines/blurred-baseline.js';
import { counterfactualBaseline } from '../src/baselines/counterfactual-baseline.js';
import { conceptRelevance } from '../src/crp/concept-relevance.js';
import { gradCam } from '../src/layers/grad-cam/grad-cam.js';
import { guidedGradCam } from '../src/layers/grad-cam/guided-grad-cam.js';
import { layerNames } from '../src/layers/layer-names.js';
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
import { epsilonAlpha2Beta1Flat } from '../src/rules/composites/epsilon-alpha2-beta1-flat.js';
import { epsilonGammaBox } from '../src/rules/composites/epsilon-gamma-box.js';
import { type ContractOptions, testEncoders } from '../src/testing.js';
import { agreementMap } from '../src/wrappers/agreement-map.js';
import { contrastive } from '../src/wrappers/contrastive.js';
import { overMean } from '../src/wrappers/over-mean.js';
import { posteriorAverage } from '../src/wrappers/posterior-average.js';
import { shiftAverage } from '../src/wrappers/shift-average.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { someDecoder } from './some-decoder.js';
import { transformer } from './transformer.js';

export type ContractCase = [
  options: string,
  create: (encoder: Encoder) => Explainer,
  contract?: ContractOptions,
];

const linear = { promises: { linear: true } };
/** A method that divides by pre-activations, which may be near zero. */
const divides = { tolerance: 1e-3 };

/** Inputs that depend only on their shape and the seed. */
function someInputs(inputShape: readonly number[], count: number, seed: number): NdArray<Float32Array> {
  const size = inputShape.reduce((a, b) => a * b, count);
  return ndarray(
    Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i * i)),
    [count, ...inputShape],
  );
}
const oneInput = ({ inputShape }: Encoder) => someInputs(inputShape, 1, 3);

/** The baseline of maps that start from {@link oneInput}, for the promise of completeness. */
const fromOneInput = (inputs: Tensor): Tensor => {
  const [batch, ...inputShape] = inputs.shape;
  const one = someInputs(inputShape, 1, 3);
  return tidy(() => tile(tensor(one.data, one.shape), [batch!, ...inputShape.map(() => 1)]));
};

/** Two channels of the first layer. */
const someChannels = (encoder: Encoder) => ({ layer: layerNames(encoder)[0] ?? '', channels: [0, 2] });

/** The window is half of each axis, rounded up, so that windows are cut off at the edge. */
const halfWindow = ({ inputShape }: Encoder) => inputShape.map((length) => Math.ceil(length / 2));
const ones = ({ inputShape }: Encoder) => inputShape.map(() => 1);

/** A mean of inputs that are not negative. */
const meanInput = ({ inputShape }: Encoder) => {
  const { data } = someInputs(inputShape, 1, 6);
  return ndarray(data.map(Math.abs), [...inputShape]);
};

/** Labels of five features, whose members are far apart. */
const fiveFeatures = ({ inputShape }: Encoder) => {
  const size = inputShape.reduce((a, b) => a * b);
  return ndarray(
    Int32Array.from({ length: size }, (_, i) => i % 5),
    [...inputShape],
  );
};

/** The test encoders of pictures. */
const ofPictures = {
  encoders: { convolutional: testEncoders.convolutional, pooling: testEncoders.pooling },
};
/** A test encoder with attention. */
const ofTokens = { encoders: { transformer } };
/** Latents of examples without the concept. */
const negatives = ({ latentSize }: Encoder) => someInputs([latentSize], 3, 8);
/** Concepts with which maps are compared. */
const others = ({ latentSize }: Encoder) =>
  [1, 2, 3].map((k) => conceptVector(`other ${k}`, someInputs([latentSize], 1, k).data));

/** Every method with every kind of option, and what it promises. */
export const contractCases: ContractCase[] = [
  ['gradient', () => gradient(), linear],
  ['inputXGradient', () => inputXGradient(), linear],

  [
    'integratedGradients, a baseline',
    (encoder) => integratedGradients({ steps: 20, baseline: oneInput(encoder) }),
    { promises: { linear: true, complete: { baseline: fromOneInput, tolerance: 0.05 } } },
  ],
  [
    'integratedGradients, trapezoid',
    () => integratedGradients({ steps: 3, quadrature: 'trapezoid' }),
    linear,
  ],
  [
    'integratedGradients, riemann-right from zero',
    (encoder) =>
      integratedGradients({
        steps: 3,
        quadrature: 'riemann-right',
        baseline: oneInput(encoder),
        pathFromZero: true,
      }),
    linear,
  ],
  [
    'integratedGradients, two baselines',
    (encoder) => integratedGradients({ steps: 3, baseline: [0.5, oneInput(encoder)] }),
    linear,
  ],
  [
    'integratedGradients, blurred',
    () => integratedGradients({ steps: 3, baseline: blurredBaseline({ sigma: 1 }) }),
    { ...linear, ...ofPictures },
  ],
  [
    'integratedGradients, counterfactual',
    (encoder) =>
      integratedGradients({
        steps: 3,
        baseline: counterfactualBaseline({
          decoder: someDecoder(encoder),
          negatives: negatives(encoder),
          range: [-1.5, 1.5],
        }),
      }),
  ],
  [
    'integratedGradients, counterfactual among others, tolerance',
    (encoder) =>
      integratedGradients({
        steps: 2,
        tolerance: 0.05,
        maxSteps: 8,
        baseline: [0.1, counterfactualBaseline({ decoder: someDecoder(encoder), targetScore: 0.5 })],
      }),
  ],
  ['integratedGradients, tolerance', () => integratedGradients({ steps: 2, tolerance: 0.05, maxSteps: 8 })],

  ['smoothGrad of gradient', () => smoothGrad(gradient(), { samples: 3, seed: 4 }), linear],
  [
    'smoothGrad of inputXGradient, squared',
    () => smoothGrad(inputXGradient(), { samples: 3, aggregate: 'squared' }),
  ],
  [
    'smoothGrad of guidedBackprop, variance',
    () => smoothGrad(guidedBackprop(), { samples: 3, aggregate: 'variance' }),
    // The map is a difference of squares.
    { tolerance: 1e-4 },
  ],
  ['smoothGrad of deepLift', () => smoothGrad(deepLift({ baseline: 0.1 }), { samples: 2 }), linear],
  [
    'smoothGrad of occlusion',
    (encoder) => smoothGrad(occlusion({ window: halfWindow(encoder) }), { samples: 2 }),
    linear,
  ],

  [
    'gradientShap',
    (encoder) => gradientShap({ baselines: someInputs(encoder.inputShape, 4, 5), samples: 3 }),
    linear,
  ],
  [
    'gradientShap, noise',
    (encoder) =>
      gradientShap({ baselines: someInputs(encoder.inputShape, 4, 5), samples: 3, noise: 0.1, seed: 2 }),
    linear,
  ],

  ['guidedBackprop', () => guidedBackprop()],
  ['guidedBackprop, all activations', () => guidedBackprop({ activations: 'all' })],
  ['deconvnet', () => deconvnet()],
  ['deconvnet, all activations', () => deconvnet({ activations: 'all' })],
  ['rectifiedGradient, percentile', () => rectifiedGradient({ percentile: 60 })],
  [
    'rectifiedGradient, as the reference',
    () =>
      rectifiedGradient({
        percentile: 60,
        borderMask: true,
        activations: 'all',
        indexPrecision: 'float32',
      }),
  ],
  [
    'rectifiedGradient, threshold, proportional pooling',
    () => rectifiedGradient({ threshold: 0, maxPooling: 'proportional' }),
  ],
  ['rectifiedGradient, magnitude', () => rectifiedGradient({ percentile: 60, importance: 'magnitude' })],

  ['paperMethods.rectgradprr', () => paperMethods.rectgradprr({ percentile: 60 })],
  ['paperMethods.rectgradmod', () => paperMethods.rectgradmod({ percentile: 60 })],
  ['paperMethods.rectgradconst', () => paperMethods.rectgradconst()],
  ['paperMethods.occlusion', () => paperMethods.occlusion(), linear],

  ['epsilonLrp', () => epsilonLrp(), divides],
  ['epsilonLrp, ε = .1', () => epsilonLrp({ epsilon: 0.1 }), divides],
  ['epsilonLrp, gradient form', () => epsilonLrp({ form: 'gradient' }), { ...divides, ...linear }],
  ['attnLrp', () => attnLrp(), { ...divides, ...linear }],
  ['attnLrp, attention', () => attnLrp(), { ...divides, ...linear, ...ofTokens }],
  ['attnLrp, explicit form', () => attnLrp({ form: 'explicit' }), { ...divides, ...ofTokens }],
  ['cpLrp', () => cpLrp(), { ...divides, ...linear, ...ofTokens }],
  ['gradientTimesAttention', () => gradientTimesAttention(), ofTokens],
  ['attentionRollout', () => attentionRollout(), ofTokens],
  ['attnLrp, explicit form', () => attnLrp({ form: 'explicit' }), divides],
  ['cpLrp', () => cpLrp(), { ...divides, ...linear }],
  ['lrp', () => lrp(), { ...divides, ...linear }],
  ['lrp, α2β1-flat', () => lrp({ rules: epsilonAlpha2Beta1Flat() }), { ...divides, ...linear }],
  [
    'lrp, γ-box, from the concept',
    () => lrp({ rules: epsilonGammaBox({ low: -1, high: 1 }), start: 'concept' }),
    { ...divides, ...linear },
  ],
  ['deepLift', () => deepLift(), { promises: { linear: true, complete: {} } }],
  [
    'deepLift, a baseline',
    (encoder) => deepLift({ baseline: oneInput(encoder) }),
    { promises: { linear: true, complete: { baseline: fromOneInput } } },
  ],
  [
    'deepLift, counterfactual',
    (encoder) =>
      deepLift({ baseline: counterfactualBaseline({ decoder: someDecoder(encoder), targetScore: -1 }) }),
    divides,
  ],
  [
    'deepLift, blurred',
    () => deepLift({ baseline: blurredBaseline({ sigma: 2 }) }),
    { ...linear, ...ofPictures },
  ],
  ['deepLift, midpoint', () => deepLift({ baseline: 0.1, midpoint: true }), linear],

  ['gradCam', () => gradCam(), ofPictures],
  [
    'gradCam, signed, nearest cells',
    () => gradCam({ clamp: false, interpolation: 'nearest' }),
    { ...linear, ...ofPictures },
  ],
  ['guidedGradCam', () => guidedGradCam(), ofPictures],

  [
    'conceptRelevance of epsilonLrp',
    (encoder) => conceptRelevance(epsilonLrp(), someChannels(encoder)),
    divides,
  ],
  [
    'conceptRelevance of inputXGradient',
    (encoder) => conceptRelevance(inputXGradient(), someChannels(encoder)),
    linear,
  ],
  [
    'smoothGrad of conceptRelevance',
    (encoder) => smoothGrad(conceptRelevance(guidedBackprop(), someChannels(encoder)), { samples: 2 }),
  ],

  ['occlusion', (encoder) => occlusion({ window: halfWindow(encoder) }), linear],
  [
    'occlusion, overlapping windows, a value',
    (encoder) => occlusion({ window: halfWindow(encoder), strides: ones(encoder), value: 0.3 }),
    linear,
  ],
  [
    'occlusion, windows as the reference',
    (encoder) => occlusion({ window: halfWindow(encoder), referenceWindows: true }),
    linear,
  ],

  ['ablation', () => ablation(), linear],
  [
    'ablation of features, a replacement per channel, several at once',
    (encoder) =>
      ablation({
        features: fiveFeatures(encoder),
        replacement: Array.from({ length: encoder.inputShape.at(-1) ?? 1 }, (_, i) => 0.1 * i),
        perMember: 'share',
        perturbationsPerEval: 3,
      }),
    linear,
  ],
  [
    'ablation, blurred',
    (encoder) => ablation({ features: fiveFeatures(encoder), replacement: blurredBaseline({ sigma: 1 }) }),
    { ...linear, ...ofPictures },
  ],
  [
    'ablation, counterfactual',
    (encoder) =>
      ablation({
        features: fiveFeatures(encoder),
        replacement: counterfactualBaseline({ decoder: someDecoder(encoder), targetScore: 0.5 }),
      }),
  ],
  [
    'kernelShap, exact',
    (encoder) =>
      kernelShap({ features: fiveFeatures(encoder), perMember: 'share', replacement: oneInput(encoder) }),
    { promises: { linear: true, complete: { baseline: fromOneInput } } },
  ],
  [
    'kernelShap, sampled',
    (encoder) =>
      kernelShap({ samples: 2 * encoder.inputShape.reduce((a, b) => a * b) + 30, perturbationsPerEval: 50 }),
    { promises: { linear: true, complete: {} } },
  ],
  [
    'shapley',
    (encoder) =>
      shapley({ features: fiveFeatures(encoder), perMember: 'share', replacement: oneInput(encoder) }),
    { promises: { linear: true, complete: { baseline: fromOneInput } } },
  ],
  // Ratios of variances.
  [
    'sobolAttribution',
    (encoder) =>
      sobolAttribution({
        features: fiveFeatures(encoder),
        pairs: 4,
        replacement: oneInput(encoder),
        perturbationsPerEval: 8,
      }),
    { tolerance: 1e-4 },
  ],
  [
    'hsicAttribution',
    () => hsicAttribution({ masks: 16, centred: false, seed: 1, perturbationsPerEval: 6 }),
    { tolerance: 1e-4 },
  ],
  [
    'replacement',
    (encoder) => replacement({ donors: someInputs(encoder.inputShape, 5, 5), seed: 2 }),
    linear,
  ],
  [
    'replacement of features, all donors, several at once',
    (encoder) =>
      replacement({
        donors: someInputs(encoder.inputShape, 3, 5),
        donorsPerInput: 4,
        features: fiveFeatures(encoder),
        perturbationsPerEval: 4,
      }),
    linear,
  ],
  ['rise', () => rise({ masks: 12, seed: 3, cells: 3 }), linear],
  [
    'rise of features, several at once',
    (encoder) =>
      rise({ masks: 10, features: fiveFeatures(encoder), replacement: 0.5, perturbationsPerEval: 4 }),
    linear,
  ],
  ['rise, as published', () => rise({ masks: 12, centred: false })],
  [
    'smoothGrad of ablation',
    (encoder) => smoothGrad(ablation({ features: fiveFeatures(encoder) }), { samples: 2 }),
    linear,
  ],
  [
    'smoothGrad of replacement',
    (encoder) =>
      smoothGrad(
        replacement({ donors: someInputs(encoder.inputShape, 4, 5), features: fiveFeatures(encoder) }),
        { samples: 2 },
      ),
    linear,
  ],
  [
    'posteriorAverage of rise',
    () => posteriorAverage(rise({ masks: 6, perturbationsPerEval: 2 }), { samples: 2 }),
    linear,
  ],

  ['decoderMap', (encoder) => decoderMap({ decoder: someDecoder(encoder), negatives: negatives(encoder) })],
  ['decoderMap, alpha', (encoder) => decoderMap({ decoder: someDecoder(encoder), alpha: 0.5 })],

  ['contrastive gradient', (encoder) => contrastive(gradient(), { concepts: others(encoder) })],
  [
    'contrastive guided backprop, in spreads',
    (encoder) => contrastive(guidedBackprop(), { concepts: others(encoder), units: 'spread' }),
    // The map is divided by the spread of three maps.
    { tolerance: 1e-3 },
  ],
  [
    'contrastive decoderMap',
    (encoder) =>
      contrastive(decoderMap({ decoder: someDecoder(encoder), targetScore: 0 }), {
        concepts: others(encoder),
      }),
  ],
  [
    'agreementMap of occlusion and decoderMap',
    (encoder) =>
      agreementMap(
        occlusion({ window: halfWindow(encoder) }),
        decoderMap({ decoder: someDecoder(encoder), targetScore: 0.5 }),
      ),
  ],
  [
    'agreementMap of replacement and decoderMap',
    (encoder) =>
      agreementMap(
        replacement({ donors: someInputs(encoder.inputShape, 4, 5), features: fiveFeatures(encoder) }),
        decoderMap({ decoder: someDecoder(encoder), alpha: 1 }),
      ),
  ],
  [
    'agreementMap of integratedGradients and smoothGrad, geometric mean of each channel',
    () =>
      agreementMap(integratedGradients({ steps: 2 }), smoothGrad(gradient(), { samples: 2 }), {
        form: 'geometricMean',
        channels: 'each',
      }),
    // A square root magnifies rounding near 0.
    { tolerance: 1e-3 },
  ],
  [
    'overMean of integratedGradients',
    (encoder) => overMean(integratedGradients({ steps: 2 }), meanInput(encoder)),
    linear,
  ],
  ['overMean of guidedBackprop', (encoder) => overMean(guidedBackprop(), meanInput(encoder))],
  ['shiftAverage of gradient', () => shiftAverage(gradient(), { shifts: 3 }), { ...linear, ...ofPictures }],
  [
    'shiftAverage of smoothGrad',
    () => shiftAverage(smoothGrad(gradient(), { samples: 2 })),
    { ...linear, ...ofPictures },
  ],
  [
    'posteriorAverage of integratedGradients, counterfactual',
    (encoder) =>
      posteriorAverage(
        integratedGradients({
          steps: 2,
          baseline: counterfactualBaseline({ decoder: someDecoder(encoder), targetScore: 0 }),
        }),
        { samples: 2 },
      ),
  ],

  ['posteriorAverage of gradient', () => posteriorAverage(gradient(), { samples: 3, seed: 6 }), linear],
  [
    'posteriorAverage of integratedGradients',
    () => posteriorAverage(integratedGradients({ steps: 2 }), { samples: 2 }),
    linear,
  ],
];
