import type { Explainer } from '@csm/core';
import { meanSample, selectSamples } from '@csm/datasets';
import {
  blurredBaseline,
  deconvnet,
  deepLift,
  epsilonLrp,
  gradient,
  gradientShap,
  gridFeatures,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  kernelShap,
  occlusion,
  rectifiedGradient,
  rise,
  smoothGrad,
} from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { currentModel } from '../session/session.js';
import type { MapSettings, MethodName } from '../session/settings.js';

/** Side of the squares that occlusion covers and of the features of Kernel SHAP: a quarter of a picture. */
const sideOf = (length: number) => Math.max(1, Math.round(length / 4));

/** Real inputs that Gradient SHAP draws its baselines from. */
const SHAP_BASELINES = 32;

/** The explainer that the settings name. @throws a sentence if they are out of range. */
export function explainerOf({ method, steps, baseline }: MapSettings): Explainer {
  const { encoder, inputs } = currentModel();
  const { inputShape, layout } = encoder;
  const isPicture = inputShape.length === 3;
  const [height = 1, width = 1] = layout === 'channelsFirst' ? inputShape.slice(1) : inputShape;
  const start = () => {
    if (baseline === 'zeros') return 0;
    return baseline === 'mean'
      ? meanOf(inputs)
      : blurredBaseline({ sigma: Math.max(1, Math.min(height, width) / 16) });
  };
  const patches = () =>
    isPicture
      ? { features: gridFeatures(inputShape, { size: [sideOf(height), sideOf(width)], layout }) }
      : {};
  const explainers: Record<MethodName, () => Explainer> = {
    gradient,
    inputXGradient,
    integratedGradients: () => integratedGradients({ steps, baseline: start() }),
    smoothGrad: () => smoothGrad(gradient(), { samples: steps }),
    guidedBackprop,
    rectifiedGradient,
    deconvnet,
    epsilonLrp,
    deepLift: () => deepLift({ baseline: start() }),
    gradientShap: () => gradientShap({ samples: steps, baselines: spreadSample(inputs, SHAP_BASELINES) }),
    occlusion: () => {
      const sides = [sideOf(height), sideOf(width)];
      const window = isPicture ? sides : inputShape.map(() => 1);
      return occlusion({
        window,
        strides: window.map((side) => Math.max(1, Math.floor(side / 2))),
        value: baseline === 'zeros' ? 0 : meanNumber(inputs),
      });
    },
    rise: () => rise({ masks: steps, replacement: start(), perturbationsPerEval: 32 }),
    kernelShap: () =>
      kernelShap({
        samples: steps,
        replacement: start(),
        perturbationsPerEval: 32,
        perMember: 'share',
        ...patches(),
      }),
  };
  return explainers[method]();
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
