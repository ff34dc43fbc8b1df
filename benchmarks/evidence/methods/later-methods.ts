import type { Explainer } from '@csm/core';
import { meanSample } from '@csm/datasets';
import {
  epsilonAlpha2Beta1Flat,
  epsilonPlusFlat,
  gradCam,
  gridFeatures,
  guidedGradCam,
  hsicAttribution,
  lrp,
  shapley,
  sobolAttribution,
} from '@csm/explainers';
import type { NdArray } from 'ndarray';

/** The inputs on which a later method runs. */
export interface LaterContext {
  /** `[n, height, width, channels]`, or `[n, numbers]` for tables. */
  readonly training: NdArray<Float32Array>;
}

/** A method, or undefined where it cannot explain the inputs. */
export interface LaterMethod {
  readonly name: string;
  readonly make: (context: LaterContext) => Explainer | undefined;
}

/** Number of masked copies of each input that are encoded at once. */
const perturbationsPerEval = 16;

const ofPictures = (name: string, make: (context: LaterContext) => Explainer): LaterMethod => ({
  name,
  make: (context) => (context.training.shape.length === 4 ? make(context) : undefined),
});

/**
 * Published methods that were added to the library after the results of all seeds had been seen. Nothing about them was chosen by results: they
 * have their defaults, and the mean of the training data where they need content for "nothing". Methods for attention are not among them, because no
 * encoder here has any.
 */
export const laterMethods: readonly LaterMethod[] = [
  { name: 'LRP, ε-plus', make: () => lrp() },
  ofPictures('LRP, ε-plus-flat', () => lrp({ rules: epsilonPlusFlat() })),
  ofPictures('LRP, ε-α2β1-flat', () => lrp({ rules: epsilonAlpha2Beta1Flat() })),
  ofPictures('Grad-CAM', () => gradCam()),
  ofPictures('guided Grad-CAM', () => guidedGradCam()),
  ofPictures('Shapley values of 9 patches, mean', ({ training }) =>
    shapley({
      features: gridFeatures(training.shape.slice(1), { rows: 3, columns: 3 }),
      replacement: meanSample(training),
      perturbationsPerEval,
    }),
  ),
  {
    name: 'Sobol, mean',
    make: ({ training }) => sobolAttribution({ replacement: meanSample(training), perturbationsPerEval }),
  },
  {
    name: 'HSIC, mean',
    make: ({ training }) => hsicAttribution({ replacement: meanSample(training), perturbationsPerEval }),
  },
];
