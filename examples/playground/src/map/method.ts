import type { Explainer } from '@csm/core';
import { meanSample, selectSamples } from '@csm/datasets';
import {
  attentionRollout,
  attnLrp,
  blurredBaseline,
  cpLrp,
  deconvnet,
  deepLift,
  epsilonAlpha2Beta1Flat,
  epsilonLrp,
  epsilonPlusFlat,
  gradCam,
  gradient,
  gradientShap,
  gradientTimesAttention,
  gridFeatures,
  guidedBackprop,
  guidedGradCam,
  hsicAttribution,
  inputXGradient,
  integratedGradients,
  kernelShap,
  lrp,
  occlusion,
  rectifiedGradient,
  rise,
  shapley,
  smoothGrad,
  sobolAttribution,
} from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { currentModel, type Session } from '../session/session.js';
import type { MapSettings, MethodName } from '../session/settings.js';
import { methodSizes } from './method-sizes.js';

/** Real inputs that Gradient SHAP draws its baselines from. */
const SHAP_BASELINES = 32;

/** The explainer that the settings name. @throws a sentence if they are out of range. */
export function explainerOf(
  { method, steps, baseline }: Pick<MapSettings, 'method' | 'steps' | 'baseline'>,
  { encoder, inputs }: Required<Pick<Session, 'encoder' | 'inputs'>> = currentModel(),
): Explainer {
  const { inputShape, layout } = encoder;
  const { patch, grid, window, strides, sigma } = methodSizes(inputShape, layout);
  const masked = () => ({ replacement: start(), perturbationsPerEval: 32 });
  const patches = patch && { features: gridFeatures(inputShape, { size: patch, layout }) };
  const few = grid && { features: gridFeatures(inputShape, { rows: grid[0], columns: grid[1], layout }) };
  const start = () => {
    if (baseline === 'zeros') return 0;
    return baseline === 'mean' ? meanOf(inputs) : blurredBaseline({ sigma });
  };
  const explainers: Record<MethodName, () => Explainer> = {
    gradient,
    inputXGradient,
    integratedGradients: () => integratedGradients({ steps, baseline: start() }),
    smoothGrad: () => smoothGrad(gradient(), { samples: steps }),
    guidedBackprop,
    rectifiedGradient,
    deconvnet,
    epsilonLrp,
    lrp,
    epsilonPlusFlat: () => lrp({ rules: epsilonPlusFlat() }),
    epsilonAlpha2Beta1Flat: () => lrp({ rules: epsilonAlpha2Beta1Flat() }),
    gradCam,
    guidedGradCam,
    attnLrp,
    cpLrp,
    gradientTimesAttention,
    attentionRollout,
    deepLift: () => deepLift({ baseline: start() }),
    gradientShap: () => gradientShap({ samples: steps, baselines: spreadSample(inputs, SHAP_BASELINES) }),
    occlusion: () => occlusion({ window, strides, value: baseline === 'zeros' ? 0 : meanNumber(inputs) }),
    rise: () => rise({ masks: steps, ...masked() }),
    shapley: () => shapley({ ...masked(), perMember: 'share', ...few }),
    kernelShap: () => kernelShap({ samples: steps, ...masked(), perMember: 'share', ...patches }),
    sobolAttribution: () => sobolAttribution({ pairs: steps, ...masked(), ...patches }),
    hsicAttribution: () => hsicAttribution({ masks: steps, ...masked(), ...patches }),
  };
  const explainer = explainers[method]();
  // The only baseline of several numbers is the mean, which the library cannot name.
  const description = explainer.description?.replace('the given baseline', 'the mean of all inputs');
  return { ...explainer, description };
}

const means = new WeakMap<NdArray, NdArray<Float32Array>>();

function meanOf(inputs: NdArray<Float32Array>): NdArray<Float32Array> {
  const known = means.get(inputs) ?? meanSample(inputs);
  means.set(inputs, known);
  return known;
}

/** With three digits, as it is named with the method. */
function meanNumber(inputs: NdArray<Float32Array>): number {
  const { data } = meanOf(inputs);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return Number(mean.toPrecision(3));
}

function spreadSample(inputs: NdArray<Float32Array>, most: number): NdArray<Float32Array> {
  const [count = 0] = inputs.shape;
  const length = Math.min(most, count);
  return selectSamples(
    inputs,
    Array.from({ length }, (_, i) => Math.floor((i * count) / length)),
  );
}
