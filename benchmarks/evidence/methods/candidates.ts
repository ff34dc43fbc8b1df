import { type ConceptVector, dotProduct, type Explainer } from '@csm/core';
import { meanSample, selectSamples, shuffled } from '@csm/datasets';
import {
  agreementMap,
  blurredBaseline,
  contrastive,
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
  occlusion,
  overMean,
  rectifiedGradient,
  shiftAverage,
  smoothGrad,
} from '@csm/explainers';
import type { Vae } from '@csm/models';
import { add, log, type Tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { settings } from '../settings.js';
import { laterMethods } from './later-methods.js';
import { timesInput } from './times-input.js';

/** The data from which an explainer of a concept can be made. */
export interface MethodContext {
  readonly vae: Vae;
  readonly training: NdArray<Float32Array>;
  readonly concept: ConceptVector;
  /** Latents of training examples that lack the concept. */
  readonly negatives: NdArray<Float32Array>;
  /** For contrasts: random directions and permuted labels, of the concept's length and drawn separately from the nulls. */
  readonly randomContrast: readonly ConceptVector[];
  readonly permutedContrast: readonly ConceptVector[];
  /** Other concepts of the data, scaled to the concept's length. */
  readonly rivals: readonly ConceptVector[];
}

/** A method and its name in the tables. */
export interface Method {
  readonly name: string;
  /**
   * `published`: the library's methods and the reference's variants of them. `new`: maps designed to show their concept.
   * `control`: a published or new map compared with another null.
   */
  readonly kind: 'published' | 'new' | 'control';
  /** The family of the variants from which one is chosen. */
  readonly family: string;
  /** For tissue: a formula other than the paper's, which is the mean. Faces always use the difference. */
  readonly formula?: 'difference';
  readonly make: (context: MethodContext) => Explainer;
}

const { integrationSteps: steps, samples, seed } = settings;

const published = (name: string, make: Method['make']): Method => ({
  name,
  kind: 'published',
  family: name,
  make,
});

/**
 * The eleven explainers as published, and the reference's variants. The variant for max pooling is left out, since no encoder
 * here pools.
 */
export const publishedMethods: readonly Method[] = [
  published('gradient', () => gradient()),
  published('input × gradient', () => inputXGradient()),
  published('IG, zeros', () => integratedGradients({ steps })),
  published('SmoothGrad', () => smoothGrad(gradient(), { samples, seed })),
  published('VarGrad', () => smoothGrad(gradient(), { samples, seed, aggregate: 'variance' })),
  published('GradientSHAP, data', ({ training }) => gradientShap({ baselines: training, samples, seed })),
  published('deconvnet', () => deconvnet()),
  published('guided backprop', () => guidedBackprop()),
  published('rectified gradient 95', () => rectifiedGradient({ percentile: 95 })),
  published('rectified gradient 95, border mask', () =>
    rectifiedGradient({ percentile: 95, borderMask: true }),
  ),
  published('rectified gradient 80', () => rectifiedGradient({ percentile: 80 })),
  published('rectified gradient, threshold 0', () => rectifiedGradient({ threshold: 0 })),
  published('rectified gradient 95, magnitude', () =>
    rectifiedGradient({ percentile: 95, importance: 'magnitude' }),
  ),
  published('ε-LRP', () => epsilonLrp()),
  published('DeepLIFT, zeros', () => deepLift()),
  published('occlusion', ({ vae }) => occlusion(windowsOf(vae.inputShape))),
];

/** Published methods that came after the results of all seeds; all grounds are pictures, which each of them can explain. */
export const laterPublishedMethods: readonly Method[] = laterMethods.map(({ name, make }) =>
  published(name, (context) => {
    const explainer = make(context);
    if (explainer === undefined) throw new Error(`evidence: "${name}" cannot explain these inputs.`);
    return explainer;
  }),
);

/** Windows of an eighth of the picture, with strides of half a window. */
function windowsOf([height = 0, width = 0, channels = 0]: readonly number[]) {
  const side = [height / 8, width / 8];
  return { window: [...side, channels], strides: [...side.map((length) => length / 2), channels] };
}

const fromMean = ({ training }: MethodContext) =>
  integratedGradients({ steps, baseline: meanSample(training) });
const removal = ({ vae, negatives }: MethodContext) => ({ decoder: vae.decoder, negatives });
const counterfactual = (context: MethodContext) =>
  counterfactualBaseline({ ...removal(context), range: [0, 1] });
const fromCounterfactual = (context: MethodContext) =>
  integratedGradients({ steps, baseline: counterfactual(context) });
const drawn = (context: MethodContext) => decoderMap(removal(context));

/**
 * The decoder map in logarithms: decoded pictures are compared as a ratio, which cancels any factor that all inputs
 * share at a position, such as the sequencing depth of a spot.
 */
const drawnInLogs = (context: MethodContext) => {
  const { decoder, negatives } = removal(context);
  const predict = (latents: Tensor) => log(add(decoder.predict(latents) as Tensor, 1e-3));
  return decoderMap({ decoder: { predict }, negatives, check: false });
};

const made = (family: string, variant: string, make: Method['make']): Method => ({
  name: variant === '' ? family : `${family}, ${variant}`,
  kind: 'new',
  family,
  make,
});

/** σ of a blurred baseline as a share of the picture's height. */
const blurred = (share: number) =>
  made('IG, blurred', `σ ${share} of the height`, ({ vae }) =>
    integratedGradients({ steps, baseline: blurredBaseline({ sigma: share * vae.inputShape[0]! }) }),
  );

/**
 * Contrasts with random concepts or with competing concepts. For a linear method, the mean over random concepts is
 * zero, so only the spread has an effect.
 */
const contrastOptions = {
  random: (c: MethodContext) => ({ concepts: c.randomContrast }),
  spreads: (c: MethodContext) => ({ concepts: c.randomContrast, units: 'spread' as const }),
  permuted: (c: MethodContext) => ({ concepts: c.permutedContrast }),
  rivals: (c: MethodContext) => ({ concepts: c.rivals }),
};
const contrastNames = {
  random: 'less random',
  spreads: 'less random, in spreads',
  permuted: 'less permuted',
  rivals: 'less other concepts',
};

function contrasts(
  family: string,
  inner: (context: MethodContext) => Explainer,
  variants: readonly (keyof typeof contrastOptions)[],
): Method[] {
  return variants.map((variant) =>
    made(family, contrastNames[variant], (c) => contrastive(inner(c), contrastOptions[variant](c))),
  );
}

/** The same method for a concept vector from which the mean of all other examples is subtracted. */
const ofDifference = (method: Method): Method => ({
  ...method,
  name: `${method.name}, difference concept`,
  kind: 'new',
  family: method.kind === 'published' ? `${method.name}, difference concept` : method.family,
  formula: 'difference',
});
const withDifference = (method: Method): Method[] => [method, ofDifference(method)];

const geometricMean = { form: 'geometricMean', channels: 'each' } as const;

/** The candidates, of which one per family is chosen on the choice seeds. */
export const newMethods: readonly Method[] = [
  ofDifference(publishedMethods.find(({ name }) => name === 'IG, zeros')!),
  ...withDifference(made('IG, mean', '', fromMean)),
  blurred(1 / 16),
  blurred(1 / 8),
  blurred(1 / 4),
  made('IG, 4 data points', '', ({ training }) =>
    integratedGradients({
      steps: steps / 2,
      baseline: shuffled([...Array(training.shape[0]).keys()], seed)
        .slice(0, 4)
        .map((row) => selectSamples(training, [row])),
    }),
  ),
  ...withDifference(made('IG, counterfactual', '', fromCounterfactual)),
  ...withDifference(made('decoder map', '', drawn)),
  ...contrasts('contrastive IG, mean', fromMean, ['spreads', 'rivals']),
  ...contrasts('contrastive IG, counterfactual', fromCounterfactual, ['random', 'rivals']),
  ...contrasts('contrastive decoder map', drawn, ['random', 'spreads', 'permuted', 'rivals']),
  ...withDifference(made('decoder map in logs', '', drawnInLogs)),
  ...contrasts('decoder map in logs', drawnInLogs, ['random', 'spreads', 'permuted', 'rivals']),
  ...withDifference(
    made('IG over the mean', 'zeros', (c) =>
      overMean(integratedGradients({ steps }), meanSample(c.training)),
    ),
  ),
  ...withDifference(made('decoder map over the mean', '', (c) => overMean(drawn(c), meanSample(c.training)))),
  made('IG over the mean', 'mean', (c) => overMean(fromMean(c), meanSample(c.training))),
  ...contrasts('contrastive rectified gradient 80', () => rectifiedGradient({ percentile: 80 }), [
    'random',
    'spreads',
  ]),
  ...contrasts('contrastive guided backprop', () => guidedBackprop(), ['random', 'spreads']),
  made('shift average of the gradient', '', () => shiftAverage(gradient())),
  made('IG, mean, and decoder map', '', (c) => agreementMap(fromMean(c), drawn(c), geometricMean)),
  made('IG, counterfactual, and decoder map', '', (c) =>
    agreementMap(fromCounterfactual(c), drawn(c), geometricMean),
  ),
  made('input × decoder map', '', (c) => timesInput(drawn(c))),
];

/** Uses the concept's baseline for all vectors, which shows how well a random score does with only this baseline. */
export const controlMethods: readonly Method[] = [
  {
    name: "IG, the concept's counterfactual for all scores",
    kind: 'control',
    family: 'control',
    make: (context) => {
      const own = counterfactual(context);
      const score = dotProduct(context.concept);
      return integratedGradients({
        steps,
        baseline: {
          ...own,
          perConcept: false,
          of: (inputs, latent, _, encoder) => own.of(inputs, latent, score, encoder),
        },
      });
    },
  },
];
