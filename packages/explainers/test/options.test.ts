import type { Explainer } from '@csm/core';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gradient } from '../src/methods/gradient.js';
import { gradientShap } from '../src/methods/gradient-shap.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { occlusion } from '../src/methods/occlusion.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';

describe('an invalid option is refused', () => {
  it.each<[() => Explainer, RegExp]>([
    [
      () => integratedGradients({ steps: 0 }),
      /^integratedGradients: steps must be a whole number of at least 1; got 0/,
    ],
    [() => integratedGradients({ steps: 1, quadrature: 'trapezoid' }), /at least 2; got 1/],
    [
      () => integratedGradients({ quadrature: 'simpson' as 'trapezoid' }),
      /^integratedGradients: quadrature must be .*; got "simpson"\.$/,
    ],
    [
      () => rectifiedGradient({ percentile: 101 }),
      /^rectifiedGradient: percentile must be a finite number of at least 0 and at most 100; got 101/,
    ],
    [
      () => rectifiedGradient({ percentile: 90, threshold: 0 }),
      /expected a percentile or a threshold; got both/,
    ],
    [() => rectifiedGradient({ threshold: Number.NaN }), /threshold must be a finite number; got NaN/],
    [
      () => occlusion({ window: [2, 2, 1], strides: [1, 3, 1] }),
      /^occlusion: strides \[1, 3, 1\] larger than the window \[2, 2, 1\] leave features that no window covers/,
    ],
    [
      () => integratedGradients({ baseline: [1, 0, 0, 0] }),
      /^integratedGradients: baseline is a list of 4 numbers, each of which would be a constant baseline/,
    ],
    [
      () => smoothGrad(gradient(), { aggregate: 'toString' as 'mean' }),
      /^smoothGrad: aggregate must be 'mean', 'squared' or 'variance'; got "toString"/,
    ],
    [
      () => gradientShap({ baselines: ndarray(new Float32Array(4), [2, 2]), noise: Number.NaN }),
      /^gradientShap: noise must be a finite number of at least 0; got NaN/,
    ],
    [
      () => guidedBackprop({ activations: 'elu' as 'all' }),
      /^guidedBackprop: activations must be 'relu', 'reference' or 'all'; got "elu"/,
    ],
  ])('%s', (create, message) => {
    expect(create).toThrow(message);
  });
});
