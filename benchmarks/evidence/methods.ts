import type { Explainer } from '@csm/core';
import { meanSample } from '@csm/datasets';
import {
  deconvnet,
  deepLift,
  epsilonLrp,
  gradient,
  gradientShap,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  occlusion,
  rectifiedGradient,
  smoothGrad,
} from '@csm/explainers';
import type { Vae } from '@csm/models';
import type { NdArray } from 'ndarray';
import { settings } from './settings.js';

/** What explainers of a concept may be made of. */
export interface MethodContext {
  readonly vae: Vae;
  readonly training: NdArray<Float32Array>;
  /** Latents of training examples that lack the concept. */
  readonly negatives: NdArray<Float32Array>;
}

/** A method with its name in tables. */
export interface Method {
  readonly name: string;
  /** `published`: the library's methods and the reference's variants of them; `new`: maps made to show their concept. */
  readonly kind: 'published' | 'new';
  readonly make: (context: MethodContext) => Explainer;
}

const { integrationSteps: steps, samples, seed } = settings;

const published = (name: string, make: Method['make']): Method => ({ name, kind: 'published', make });

/** The eleven explainers as published, and the reference's variants. Max pooling's variant is left out: no encoder here pools. */
export const publishedMethods: readonly Method[] = [
  published('gradient', () => gradient()),
  published('input × gradient', () => inputXGradient()),
  published('integrated gradients, zeros', () => integratedGradients({ steps })),
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

/** Windows of an eighth of the picture, moved by half of that. */
function windowsOf([height = 0, width = 0, channels = 0]: readonly number[]) {
  const side = [height / 8, width / 8];
  return { window: [...side, channels], strides: [...side.map((length) => length / 2), channels] };
}

export const newMethods: readonly Method[] = [
  {
    name: 'integrated gradients, mean',
    kind: 'new',
    make: ({ training }) => integratedGradients({ steps, baseline: meanSample(training) }),
  },
];
