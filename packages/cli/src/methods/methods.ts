import { largest, mean } from '@csm/base';
import type { Decoder, Explainer } from '@csm/core';
import {
  ablation,
  agreementMap,
  attentionRollout,
  attnLrp,
  type Baseline,
  blurredBaseline,
  type ConceptRemoval,
  contrastive,
  counterfactualBaseline,
  cpLrp,
  decoderMap,
  deconvnet,
  deepLift,
  epsilonAlpha2Beta1Flat,
  epsilonLrp,
  epsilonPlusFlat,
  type FeatureOptions,
  gradCam,
  gradient,
  gradientShap,
  gradientTimesAttention,
  guidedBackprop,
  guidedGradCam,
  hsicAttribution,
  inputXGradient,
  integratedGradients,
  kernelShap,
  lrp,
  occlusion,
  overMean,
  paperMethods,
  posteriorAverage,
  rectifiedGradient,
  replacement,
  rise,
  shapley,
  shiftAverage,
  smoothGrad,
  sobolAttribution,
} from '@csm/explainers';
import { usageError } from '../terminal/usage-error.js';
import { featuresOf, fewFeaturesOf, windowOf } from './feature-window.js';
import type { MethodData, MethodNeed } from './method-data.js';
import type { MethodSettings } from './method-settings.js';

/** A method of the command line. */
export interface Method {
  /** The data without which it cannot be made. `baseline` is needed unless `--baseline` is zero or blur. */
  readonly needs?: readonly MethodNeed[];
  readonly make: (settings: MethodSettings, data: MethodData) => Explainer;
}

/** A plain method, whose settings are those of the library. */
const plain = (make: () => Explainer): Method => ({ make: () => make() });

/** All methods, under the names of `@csm/explainers`, and those of the paper's code under their original names. */
export const METHODS = {
  gradient: plain(gradient),
  inputXGradient: plain(inputXGradient),
  integratedGradients: {
    needs: ['baseline'],
    make: ({ steps, ...settings }, data) =>
      integratedGradients({ steps, baseline: baselineOf(settings, data) }),
  },
  gradientShap: {
    needs: ['samples'],
    make: ({ samples, seed }, data) => gradientShap({ baselines: needed(data.samples), samples, seed }),
  },
  smoothGrad: { make: ({ samples, seed }) => smoothGrad(gradient(), { samples, seed }) },
  deepLift: {
    needs: ['baseline'],
    make: (settings, data) => deepLift({ baseline: baselineOf(settings, data) }),
  },
  epsilonLrp: plain(epsilonLrp),
  lrp: plain(lrp),
  epsilonPlusFlat: plain(() => lrp({ rules: epsilonPlusFlat() })),
  epsilonAlpha2Beta1Flat: plain(() => lrp({ rules: epsilonAlpha2Beta1Flat() })),
  attnLrp: plain(attnLrp),
  cpLrp: plain(cpLrp),
  gradientTimesAttention: plain(gradientTimesAttention),
  attentionRollout: plain(attentionRollout),
  gradCam: plain(gradCam),
  guidedGradCam: plain(guidedGradCam),
  guidedBackprop: plain(guidedBackprop),
  deconvnet: plain(deconvnet),
  rectifiedGradient: { make: ({ percentile }) => rectifiedGradient({ percentile }) },
  occlusion: {
    needs: ['baseline'],
    make: ({ window, ...settings }, data) =>
      occlusion({ window: windowOf(data.encoder, window), value: numberOf(settings, data) }),
  },
  ablation: {
    needs: ['baseline'],
    make: (settings, data) => ablation(featureOptions(settings, data)),
  },
  kernelShap: {
    needs: ['baseline'],
    make: (settings, data) =>
      kernelShap({ ...featureOptions(settings, data), samples: settings.samples, seed: settings.seed }),
  },
  shapley: {
    needs: ['baseline'],
    make: (settings, data) => shapley(featureOptions(settings, data, fewFeaturesOf)),
  },
  sobolAttribution: {
    needs: ['baseline'],
    make: (settings, data) =>
      sobolAttribution({ ...featureOptions(settings, data), pairs: settings.samples, seed: settings.seed }),
  },
  hsicAttribution: {
    needs: ['baseline'],
    make: (settings, data) =>
      hsicAttribution({ ...featureOptions(settings, data), masks: settings.samples, seed: settings.seed }),
  },
  rise: {
    needs: ['baseline'],
    make: ({ samples, seed, ...settings }, data) =>
      rise({ masks: samples, seed, replacement: baselineOf(settings, data) }),
  },
  replacement: { needs: ['donors'], make: replacing },
  decoderMap: { needs: ['decoder', 'negatives'], make: (_, data) => decoderMap(removal(data)) },
  counterfactual: {
    needs: ['decoder', 'negatives'],
    make: ({ steps }, data) =>
      integratedGradients({ steps, baseline: counterfactualBaseline(removal(data)) }),
  },
  agreement: {
    needs: ['decoder', 'negatives', 'donors'],
    make: (settings, data) => agreementMap(replacing(settings, data), decoderMap(removal(data))),
  },
  contrastive: {
    needs: ['others', 'baseline'],
    make: ({ steps, ...settings }, data) =>
      contrastive(integratedGradients({ steps, baseline: baselineOf(settings, data) }), {
        concepts: needed(data.others),
      }),
  },
  posteriorAverage: { make: ({ samples, seed }) => posteriorAverage(gradient(), { samples, seed }) },
  shiftAverage: plain(() => shiftAverage(gradient())),
  overMean: { needs: ['mean'], make: (_, data) => overMean(inputXGradient(), needed(data.mean)) },
  'paper:saliency': plain(paperMethods.saliency),
  'paper:grad*input': plain(paperMethods['grad*input']),
  'paper:intgrad': { make: ({ steps }) => paperMethods.intgrad({ steps }) },
  'paper:smoothgrad': {
    make: ({ samples, seed }) => paperMethods.smoothgrad({ steps: samples, seed }),
  },
  'paper:elrp': plain(paperMethods.elrp),
  'paper:deeplift': plain(paperMethods.deeplift),
  'paper:occlusion': {
    make: ({ window }, { encoder }) =>
      paperMethods.occlusion(window ? { windowShape: windowOf(encoder, window) } : {}),
  },
  'paper:guidedbp': plain(paperMethods.guidedbp),
  'paper:deconv': plain(paperMethods.deconv),
  'paper:rectgrad': { make: ({ percentile }) => paperMethods.rectgrad({ percentile }) },
  'paper:rectgradprr': { make: ({ percentile }) => paperMethods.rectgradprr({ percentile }) },
  'paper:rectgradmod': { make: ({ percentile }) => paperMethods.rectgradmod({ percentile }) },
  'paper:rectgradconst': plain(paperMethods.rectgradconst),
} as const satisfies Readonly<Record<string, Method>>;

/** What stands for the absence of features. */
function baselineOf({ baseline = 'mean' }: MethodSettings, data: MethodData): Baseline {
  if (baseline === 'zero') return 0;
  if (baseline === 'blur') return blurredBaseline({ sigma: blurOf(data.encoder.inputShape) });
  return needed(data.baseline);
}

/** A sixteenth of the longest side blurs a face so far that its parts cannot be told. */
const blurOf = (shape: readonly number[]): number => Math.max(1, largest(shape) / 16);

/** The one number that occlusion puts under its window: the mean of the baseline. */
function numberOf({ baseline = 'mean' }: MethodSettings, data: MethodData): number {
  if (baseline === 'zero') return 0;
  if (baseline === 'blur') {
    throw usageError(
      '--method occlusion replaces features by one number; pass --baseline mean or zero, or use ablation.',
    );
  }
  return mean(needed(data.baseline).data as Float32Array);
}

function featureOptions(
  { window, ...settings }: MethodSettings,
  data: MethodData,
  windows = featuresOf,
): FeatureOptions {
  const features = windows(data.encoder, window);
  return { ...(features && { features }), replacement: baselineOf(settings, data) };
}

function replacing({ window, seed }: MethodSettings, data: MethodData): Explainer {
  const features = window && featuresOf(data.encoder, window);
  return replacement({ donors: needed(data.donors), seed, ...(features && { features }) });
}

const removal = (data: MethodData): ConceptRemoval => ({
  decoder: needed<Decoder>(data.decoder),
  negatives: needed(data.negatives),
});

/** A part of the data that the method's `needs` name, so that it was read. */
function needed<T>(part: T | undefined): T {
  if (part === undefined) throw usageError('a method lacks the data that it needs.');
  return part;
}
