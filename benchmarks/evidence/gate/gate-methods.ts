import type { ConceptVector, Explainer } from '@csm/core';
import { meanSample, selectSamples } from '@csm/datasets';
import {
  agreementMap,
  channelRelevance,
  conceptRelevance,
  counterfactualBaseline,
  decoderMap,
  deconvnet,
  deepLift,
  epsilonLrp,
  gradient,
  gradientShap,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  layerNames,
  lrp,
  occlusion,
  overMean,
  rectifiedGradient,
  replacement,
  shiftAverage,
  smoothGrad,
} from '@csm/explainers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NdArray } from 'ndarray';
import type { HardConcept, HardGround, HardGroundName } from '../grounds/hard-ground.js';
import { attentionMethods } from '../methods/attention-methods.js';
import { type LaterMethod, laterMethods } from '../methods/later-methods.js';

/** What the explainers of a concept are made from. */
export interface GateContext {
  readonly ground: HardGround;
  readonly concept: HardConcept;
  readonly vector: ConceptVector;
  /** Latents of training examples that lack the concept. */
  readonly negatives: NdArray<Float32Array>;
}

/** A method of the table: undefined where the ground does not allow it. */
export interface GateMethod {
  readonly name: string;
  readonly make: (context: GateContext) => Explainer | undefined | Promise<Explainer | undefined>;
}

const steps = 8;
const samples = 16;
const isPicture = ({ ground }: GateContext) => ground.training.shape.length === 4;

/** A method that needs a decoder. */
export const withDecoder =
  (make: (decoder: LayersModel, context: GateContext) => Explainer): GateMethod['make'] =>
  (context) =>
    context.ground.decoder && make(context.ground.decoder, context);

export const drawn = (decoder: LayersModel, { negatives }: GateContext) =>
  decoderMap({ decoder, negatives, check: false });
export const counterfactual = (decoder: LayersModel, { negatives }: GateContext) =>
  integratedGradients({ steps, baseline: counterfactualBaseline({ decoder, negatives, check: false }) });
const fromMean = ({ ground }: GateContext) =>
  integratedGradients({ steps, baseline: meanSample(ground.training) });

/** Methods that are left out for the transformer. */
const NOT_FOR_TRANSFORMERS: Readonly<Record<string, string>> = {
  'ε-LRP': 'no rule for LayerNorm',
  'LRP, ε-plus': 'no rule for LayerNorm',
  'LRP, ε-plus-flat': 'no rule for LayerNorm',
  'LRP, ε-α2β1-flat': 'no rule for LayerNorm',
  'CRP, ε-plus, 8 channels': 'no rule for LayerNorm',
  'guided backprop': 'the gradient, because there is no ReLU',
  deconvnet: 'the gradient, because there is no ReLU',
  'rectified gradient 80': 'the gradient, because there is no ReLU',
  'rectified gradient 95': 'the gradient, because there is no ReLU',
  'guided Grad-CAM': 'Grad-CAM times the gradient, because there is no ReLU',
  'Sobol, mean': 'half of the time of the ground',
  'HSIC, mean': 'a fifth of the time of the ground',
};

const unlessLeftOut = ({ name, make }: GateMethod): GateMethod => ({
  name,
  make: (context) =>
    context.ground.name === 'transformer' && name in NOT_FOR_TRANSFORMERS ? undefined : make(context),
});

const later = ({ name, make }: LaterMethod): GateMethod => ({ name, make: ({ ground }) => make(ground) });

const CRP = 'CRP, ε-plus, 8 channels';
/** Number of channels, and of examples with the concept from which they are chosen. */
const CHANNELS = 8;
const EXAMPLES = 32;

/** LRP through the channels of the last convolution that have the largest relevance in training examples with the concept. */
async function throughTopChannels({ ground, concept, vector }: GateContext): Promise<Explainer | undefined> {
  const { encoder } = ground;
  const layer = layerNames(encoder).findLast((name) => name.startsWith('conv') && name.endsWith('/relu'));
  if (layer === undefined) return undefined;
  const examples = selectSamples(ground.training, concept.positives.slice(0, EXAMPLES));
  const { ranking } = await channelRelevance(encoder, vector, examples, lrp(), { layer });
  return conceptRelevance(lrp(), {
    layer,
    channels: ranking.slice(0, CHANNELS).map(({ channel }) => channel),
  });
}

/** The methods on which the gate is tested, all with their defaults, except those that need attention. */
const methods: readonly GateMethod[] = [
  { name: 'gradient', make: () => gradient() },
  { name: 'input × gradient', make: () => inputXGradient() },
  { name: 'SmoothGrad', make: () => smoothGrad(gradient(), { samples, seed: 1 }) },
  { name: 'VarGrad', make: () => smoothGrad(gradient(), { samples, seed: 1, aggregate: 'variance' }) },
  {
    name: 'shift average of the gradient',
    make: (c) => (isPicture(c) ? shiftAverage(gradient()) : undefined),
  },
  { name: 'IG, zeros', make: () => integratedGradients({ steps }) },
  { name: 'IG, mean', make: fromMean },
  {
    name: 'GradientSHAP, data',
    make: ({ ground }) => gradientShap({ baselines: ground.training, samples, seed: 1 }),
  },
  { name: 'IG, counterfactual', make: withDecoder(counterfactual) },
  { name: 'DeepLIFT, zeros', make: () => deepLift() },
  { name: 'ε-LRP', make: () => epsilonLrp() },
  { name: 'guided backprop', make: () => guidedBackprop() },
  { name: 'deconvnet', make: () => deconvnet() },
  { name: 'rectified gradient 80', make: () => rectifiedGradient({ percentile: 80 }) },
  { name: 'rectified gradient 95', make: () => rectifiedGradient({ percentile: 95 }) },
  {
    name: 'occlusion',
    make: (context) => {
      if (!isPicture(context)) return occlusion({ window: [1] });
      const [height = 8, width = 8] = context.ground.training.shape.slice(1);
      return occlusion({ window: [height / 8, width / 8], strides: [height / 16, width / 16] });
    },
  },
  { name: 'decoder map', make: withDecoder(drawn) },
  {
    name: 'decoder map over the mean',
    make: withDecoder((decoder, context) =>
      overMean(drawn(decoder, context), meanSample(context.ground.training)),
    ),
  },
  {
    name: 'agreement of replacement and decoder map',
    make: withDecoder((decoder, context) =>
      agreementMap(replacement({ donors: context.concept.donors, seed: 99 }), drawn(decoder, context)),
    ),
  },
  {
    name: 'agreement of IG (mean) and decoder map',
    make: withDecoder((decoder, context) =>
      agreementMap(fromMean(context), drawn(decoder, context), { form: 'geometricMean' }),
    ),
  },
  ...laterMethods.map(later),
  { name: CRP, make: throughTopChannels },
];
const gateMethods = methods.map(unlessLeftOut);

/** Whether a method was added after the thresholds had been chosen and the results of all seeds had been seen. */
export const isLater = (method: string): boolean =>
  method === CRP || [...laterMethods, ...attentionMethods].some(({ name }) => name === method);

/** The methods for a ground; those for attention only where the encoder has attention. */
export const gateMethodsOf = (ground: HardGroundName): readonly GateMethod[] =>
  ground === 'transformer' ? [...gateMethods, ...attentionMethods.map(later)] : gateMethods;
